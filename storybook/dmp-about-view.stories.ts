import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { DmpAboutView } from '../src/views/dmp-about-view.js';
import { inEveryPlace } from './places.js';
import { ABOUT } from './samples.js';

type Args = Pick<DmpAboutView, 'about'>;
const meta: Meta<Args> = { title: 'À propos du DMP', render: (args) => inEveryPlace(() => Object.assign(new DmpAboutView(), args)) };
export default meta;

export const Complete: StoryObj<Args> = { name: 'Tout est renseigné', args: { about: ABOUT } };
export const NothingHomologated: StoryObj<Args> = {
  name: "Rien n'est homologué, sans support du logiciel",
  args: { about: { ...ABOUT, profiles: [{ id: 'Consultation' }], support: { ...ABOUT.support, productPhone: '', productEmail: '' } } },
};
