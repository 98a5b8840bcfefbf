import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect } from 'storybook/test';
import type { FeedingRule } from '../src/api/documents.js';
import { DmpRuleView } from '../src/views/dmp-rule-view.js';
import { DmpRulesView } from '../src/views/dmp-rules-view.js';
import { RULES } from './document-samples.js';
import { in320Pixels, inEveryPlace, inside, inTheDark } from './places.js';

type Args = Partial<Pick<DmpRulesView, 'rules' | 'refusal'>>;
const meta: Meta<Args> = { title: 'Alimentation automatique', render: (args) => inEveryPlace(() => Object.assign(new DmpRulesView(), args)) };
export default meta;
const story = (name: string, args: Args): StoryObj<Args> => ({ name, args });

export const On = story('Les règles sont activées', { rules: RULES });
On.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-rules-view');
  const asked: unknown[] = [];
  view?.addEventListener('dmp-set-rules-on', ({ detail }) => asked.push(detail));
  view?.addEventListener('dmp-edit-rule', ({ detail }) => asked.push(detail));
  view?.addEventListener('dmp-remove-rule', ({ detail }) => asked.push(detail));
  view?.addEventListener('dmp-set-rule-exception', ({ detail }) => asked.push(detail));
  for (const selector of ['[role=switch]', 'tbody tr:nth-child(2) .acts .b', 'tbody tr:nth-child(2) .acts .icon', '.people .b'])
    inside<HTMLButtonElement>(view, selector).click();
  await expect(asked).toEqual([{ isOn: false }, { ruleId: 'b' }, { ruleId: 'b' }, { patientId: 'p07', isException: false }]);
};
export const Off = story('Les règles sont désactivées', { rules: { ...RULES, isOn: false, exceptions: [] } });
export const None = story("Il n'y a aucune règle", { rules: { ...RULES, isOn: false, rules: [], exceptions: [] } });
export const Unknown = story('Le logiciel a un genre de document que je ne connais pas', {
  rules: { ...RULES, rules: [{ ruleId: 'c', documentKind: 'hologram', actCode: 'any', does: 'queue', typeCode: 'X', practiceSetting: 'Y', visibility: [] }] },
});
export const Refused = story("Ce que je demande n'a pas pu être fait", { rules: RULES, refusal: { code: 'host.unavailable' } });

export const NotSigned = story("Une règle n'est signée par personne", {
  rules: { ...RULES, rules: RULES.rules.map(({ signedBy: _, ...one }) => one) },
});
NotSigned.play = async ({ canvasElement }) => {
  await expect(inside(canvasElement.querySelector('dmp-rules-view'), 'tbody').textContent).toContain('la règle propose seulement');
};

const rule = (name: string, more: Partial<DmpRuleView> = {}): StoryObj => ({ name, render: () => Object.assign(new DmpRuleView(), { rules: RULES }, more) });
export const NewRule = rule('Ajouter une règle');
NewRule.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-rule-view');
  const saved: FeedingRule[] = [];
  view?.addEventListener('dmp-save-rule', ({ detail }) => saved.push(detail.rule));
  const choose = (id: string, value: string) => {
    const field = inside<HTMLSelectElement>(view, `#${id}`);
    field.value = value;
    field.dispatchEvent(new Event('change'));
  };
  inside<HTMLButtonElement>(view, '.end .p').click();
  await view?.updateComplete;
  await view?.updateComplete;
  await expect(view?.shadowRoot?.activeElement?.id).toBe('typeCode');
  await expect(inside(view, '.end').textContent).toContain('2 champs à corriger');
  choose('documentKind', 'assessment');
  choose('typeCode', '24');
  choose('practiceSetting', 'SAD');
  inside<HTMLButtonElement>(view, '.end .p').click();
  await expect(saved).toEqual([
    { ruleId: expect.any(String), documentKind: 'assessment', actCode: 'any', does: 'propose', typeCode: '24', practiceSetting: 'SAD', visibility: [] },
  ]);
};
export const NewRuleDark = inTheDark(rule('Ajouter une règle'));
export const NewRuleNarrow = in320Pixels(rule('Ajouter une règle'));
export const ChangeRule = rule('Modifier une règle', { rule: RULES.rules[1] });
ChangeRule.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-rule-view');
  const values = ['documentKind', 'actCode', 'typeCode', 'practiceSetting'].map((id) => inside<HTMLInputElement>(view, `#${id}`).value);
  await expect(values).toEqual(['prescription', 'AMI 4', '57133-1', 'AMBULATOIRE']);
};
export const RuleWithoutCard = rule("La règle met dans la boîte d'envoi, et ma carte n'est pas là", { rule: RULES.rules[0], error: { code: 'card.absent' } });
export const RuleRefused = rule("La règle n'a pas pu être enregistrée", { rule: RULES.rules[0], error: { code: 'host.unavailable' } });
