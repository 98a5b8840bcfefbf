import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import type { DmpChipState } from '../src/api/messages.js';
import { DmpChipView } from '../src/views/dmp-chip-view.js';
import { inEveryPlace, inside } from './places.js';
import { ago, known } from './samples.js';

type Args = { readonly chip: () => DmpChipState['chip'] };
const meta: Meta<Args> = {
  title: 'Pastille DMP',
  render: ({ chip }) => inEveryPlace(() => Object.assign(new DmpChipView(), { state: { patientId: 'p01', chip: chip() } })),
};
export default meta;
const story = (name: string, chip: Args['chip']): StoryObj<Args> => ({ name, args: { chip } });

export const OpenAuthorised = story('Ouvert, autorisé', () => known());
export const OpenNotAuthorised = story('Ouvert, sans autorisation', () => known({ authorisation: 'none' }));
export const Expired = story('Autorisation expirée', () => known({ authorisation: 'expired', checkedAt: ago(0) }));
export const Blocked = story('Accès non souhaité', () => known({ authorisation: 'blocked' }));
export const Missing = story('Pas encore créé', () => known({ record: 'missing' }));
export const Closed = story('Fermé, vérifié hier', () => known({ record: 'closed', checkedAt: ago(26 * 60) }));
export const Old = story('Vérifié il y a plusieurs jours', () => known({ checkedAt: ago(3 * 24 * 60) }));
export const Unknown = story('À vérifier', () => ({ kind: 'unknown' }));
export const Checking = story('Vérification en cours', () => ({ kind: 'loading' }));
export const InsToQualify = story('INS à qualifier', () => ({ kind: 'insToQualify' }));
export const InsToVerify = story('INS à vérifier', () => ({ kind: 'insToVerify' }));
export const IdentityDiffers = story("L'identité du DMP diffère de la fiche", () => known({ traitsThatDiffer: ['birthName'] }));
IdentityDiffers.play = async ({ canvasElement }) => {
  for (const view of canvasElement.querySelectorAll('dmp-chip-view')) {
    const chip = inside(view, '.chip');
    await expect(chip.textContent?.trim()).toBe('Ouvert, identité à vérifier');
    await expect(chip.className).toContain('f-warn');
  }
};
