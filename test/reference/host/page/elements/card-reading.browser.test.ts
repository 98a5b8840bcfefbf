import axe from 'axe-core';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ServerRefusal } from '../../../../../reference/host/page/connection/server-refusal.js';
import { patientChanged } from '../../../../../reference/host/page-protocol.js';
import type { PatientRecord } from '../../../../../reference/host/practice.js';
import { PluginError } from '../../../../../src/api/plugin-error.js';
import type { VitaleBeneficiary, VitaleReading } from '../../../../../src/api/vitale.js';
import { byText, field, one, openPatient, type PageWorld, pageWorld, settled, words } from '../page-harness.js';
import { CORSE, DMP, DMP_CONTRIBUTIONS, NATHALIE, PAUL } from '../page-world.js';
import { corse, nathalie, paul, stranger } from '../vitale-people.js';

const cardOf = (...beneficiaries: VitaleBeneficiary[]): VitaleReading => ({ cardKind: 'real', source: 'interface', reader: 'Lecteur', beneficiaries });

/** Each reading finds the next of these cards in the reader. */
async function setUp(record: PatientRecord, ...cards: (VitaleReading | Error | Promise<VitaleReading>)[]) {
  const world = await pageWorld((server) => {
    server.plugins = [{ ...DMP, contributes: { ...DMP_CONTRIBUTIONS, patientReaders: [{ id: 'dmp.vitale', title: 'Carte Vitale' }] } }];
    server.cards = cards.map((card) => async () => {
      if (card instanceof Error) throw card;
      return card;
    });
  });
  const form = await openPatient(world, record);
  await click('.action-bar .button', 'Lire la Carte Vitale');
  return { ...world, form };
}
afterEach(() => history.replaceState(null, '', '/'));

async function click(selector: string, text: string): Promise<void> {
  byText(selector, text).click();
  await settled();
}
async function press(keys: string): Promise<void> {
  await userEvent.keyboard(keys);
  await settled();
}
const dialog = (): string => words(document.querySelector('dialog'));
const actions = (): string[] => [...document.querySelectorAll('.dialog-foot .button')].map(words);
async function faultsOfDialog(): Promise<string[]> {
  await Promise.all(document.getAnimations().map(({ finished }) => finished)); // a colour half way is no colour
  const { violations, passes } = await axe.run('dialog', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  expect(passes.length).toBeGreaterThan(5);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
const kept = ({ server }: PageWorld): string[] => server.keptCards.map(({ patientId, beneficiary }) => `${beneficiary.givenName} with ${patientId}`);

test('without an extension that reads cards, the button says so', async () => {
  await openPatient(await pageWorld());
  await click('.action-bar .button', 'Lire la Carte Vitale');
  expect(dialog()).toMatch(/Aucun lecteur de Carte Vitale n’est installé/);
});

test('the card of the patient is kept, the record says when it was read, and what was empty is filled', async () => {
  const { beneficiary } = NATHALIE;
  const world = await setUp({ ...NATHALIE, beneficiary: { ...beneficiary, certificationDate: '' } }, cardOf(nathalie));
  expect([kept(world), actions()]).toEqual([['NATHALIE with p01'], ['Fermer']]);
  expect(dialog()).toMatch(/Carte Vitale lue le 23\/11\/2026 à 07:34La lecture est enregistrée avec la fiche/);
  expect(await faultsOfDialog()).toEqual([]);
  await press('{Escape}');
  expect([document.querySelector('dialog'), words(one('.vitale')), field('beneficiary.certificationDate').value]).toEqual([
    null,
    'Carte Vitale lue le 23/11/2026 à 07:34',
    'Ven. 02/01/2026',
  ]);
});

test('while the card is read, the dialog says so; giving up tells the reader, and nothing is kept', async () => {
  const never = new Promise<VitaleReading>(() => {});
  const world = await setUp(NATHALIE, never);
  expect(dialog()).toMatch(/Lecture de la Carte Vitale en cours/);
  expect(await faultsOfDialog()).toEqual([]);
  await click('.dialog-foot .button', 'Annuler');
  expect([document.querySelector('dialog'), world.server.readings[0]?.aborted, kept(world)]).toEqual([null, true, []]);
  expect(words(one('.vitale'))).toBe('Carte Vitale jamais lue');
});

test('a refusal is told in the words of the extension, and tried again where that can help', async () => {
  const absent = new ServerRefusal({ code: 'vitale.absent' }, 'vitale.absent', {
    title: 'Aucune Carte Vitale détectée',
    advice: 'Insérez la carte, puis réessayez.',
  });
  const world = await setUp(NATHALIE, absent, cardOf(nathalie));
  expect(words(one('dialog [role=alert]'))).toBe('Aucune Carte Vitale détectéeInsérez la carte, puis réessayez.');
  expect(await faultsOfDialog()).toEqual([]);
  await click('.dialog-foot .button', 'Réessayer');
  expect(kept(world)).toEqual(['NATHALIE with p01']);
});

test('what trying again cannot help offers no new try; what has no words of its own is told by the host', async () => {
  const refused = new ServerRefusal({ code: 'vitale.testCard' }, 'vitale.testCard', { title: 'Carte de test', advice: 'Refusée.' });
  await setUp(NATHALIE, refused);
  expect(actions()).toEqual(['Fermer']);
  await click('.dialog-foot .button', 'Fermer');
  document.body.replaceChildren();
  await setUp(NATHALIE, new PluginError('plugin.unexpected', { reference: 'ab12cd34' }));
  expect(dialog()).toMatch(/L’action n’a pas abouti.*plugin\.unexpected · ab12cd34/);
});

test('of several persons the user chooses, with the keyboard, from names, dates and qualities', async () => {
  const world = await setUp(CORSE, cardOf(paul, corse));
  const choices = [...document.querySelectorAll('dialog .check')].map(words);
  expect(choices).toEqual(['INS-FAMILLE-ONZE Paulné(e) le 07/08/1970, assuré', 'INS-FAMILLE-ONZE Corsené(e) le 14/07/2001, enfant']);
  expect(await faultsOfDialog()).toEqual([]);
  // The patient of the form is proposed, the focus is on him.
  expect((document.activeElement as HTMLInputElement).closest('label')).toBe(document.querySelectorAll('dialog .check')[1]);
  await press('{ArrowUp}');
  await press('{ArrowDown}');
  await press('{Tab}{Enter}');
  expect(kept(world)).toEqual(['CORSE with p03']);
});

test('Ctrl+Enter takes the chosen person, as in every dialog', async () => {
  const world = await setUp(CORSE, cardOf(paul, corse));
  await press('{Control>}{Enter}{/Control}');
  expect(kept(world)).toEqual(['CORSE with p03']);
});

test('with nobody of the form on the card, nobody is chosen beforehand', async () => {
  const world = await setUp(NATHALIE, cardOf(paul, corse));
  expect(document.querySelector('dialog input:checked')).toBeNull();
  await click('.dialog-foot .button', 'Valider');
  expect([kept(world), dialog()]).toEqual([[], expect.stringMatching(/Choisissez le patient/)]);
  await press('{Escape}');
  expect(document.querySelector('dialog')).toBeNull();
});

test('the card of another patient says whose it is, keeps nothing, and leads to his form', async () => {
  const world = await setUp(NATHALIE, cardOf(paul));
  expect(dialog()).toMatch(/Cette carte est celle de INS-FAMILLE-ONZE Paul Jean Marc, né\(e\) le 07\/08\/1970Rien n’a été enregistré/);
  expect(await faultsOfDialog()).toEqual([]);
  await click('.dialog-foot .button', 'Ouvrir sa fiche');
  expect([kept(world), document.querySelector('dialog'), location.pathname]).toEqual([[], null, '/patients/p02']);
});

test('the card of a stranger is said so; once closed, nothing of him is on screen', async () => {
  const world = await setUp(NATHALIE, cardOf(stranger));
  expect(dialog()).toMatch(/Cette carte n’est pas celle de DESMAUX Nathalie.*INCONNU Albert.*n’est pas un patient de ce cabinet/);
  await click('.dialog-foot .button', 'Fermer');
  expect([kept(world), document.body.innerHTML.match(/INCONNU|13301|1 33 01/)]).toEqual([[], null]);
});

test('what the card says otherwise is offered field by field; what the qualified INS rests on is not', async () => {
  const world = await setUp(PAUL, cardOf({ ...paul, birthRank: 2, birthDate: '19700808', certificationDate: '20260102' }));
  expect([...document.querySelectorAll('dialog .check')].map(words)).toEqual([
    'Rang gémellaire : 2e jumeaudans la fiche : Sans jumeau ou 1er jumeau',
    'Date certification : Ven. 02/01/2026dans la fiche : Lun. 07/05/2001',
  ]);
  expect(await faultsOfDialog()).toEqual([]);
  byText('dialog .check', 'Date certification').click();
  await settled();
  await click('.dialog-foot .button', 'Reprendre dans la fiche');
  expect([
    field('beneficiary.certificationDate').value,
    field('beneficiary.twinRank').value,
    field('beneficiary.birthDate').value,
    world.form.hasChanges,
  ]).toEqual(['Ven. 02/01/2026', '1', '07/08/1970', true]);
});

test.each([
  ['test', 'Carte de test'],
  ['demonstration', 'Carte de démonstration'],
] as const)('a %s card says what it is', async (cardKind, told) => {
  await setUp(NATHALIE, { ...cardOf(nathalie), cardKind });
  expect(words(one('dialog .chip'))).toBe(told);
});

test('a reading that nobody vouches for says so, and leaves out what it does not know', async () => {
  const { birthRank: _, ...shown } = { ...nathalie, quality: '', insuredNir: '' };
  await setUp(NATHALIE, { ...cardOf(shown, { ...shown, givenName: 'LOU', nir: '' }), cardKind: 'unknown', source: 'card' });
  expect(words(one('dialog .chip'))).toBe('Lecture directe, sans valeur officielle');
  expect(words(one('dialog label .muted'))).toMatch(/^né\(e\) le \d\d\/\d\d\/\d{4}$/);
});

test('a form that is closed while its card is read takes its reading along', async () => {
  let answer: (reading: VitaleReading) => void = () => {};
  const reading = new Promise<VitaleReading>((resolve) => (answer = resolve));
  const world = await setUp(NATHALIE, reading);
  world.form.remove();
  await openPatient(world, PAUL);
  answer(cardOf(paul));
  await settled();
  expect([document.querySelector('dialog'), kept(world), world.server.readings[0]?.aborted]).toEqual([null, [], true]);
});

test('what was kept while the form was closed changes no other form', async () => {
  let open: () => void = () => {};
  const world = await pageWorld((server) => {
    server.plugins = [{ ...DMP, contributes: { ...DMP_CONTRIBUTIONS, patientReaders: [{ id: 'dmp.vitale', title: 'Carte Vitale' }] } }];
    server.cards = [async () => cardOf(nathalie)];
    server.keepGate = new Promise((resolve) => (open = resolve));
  });
  const form = await openPatient(world, NATHALIE);
  await click('.action-bar .button', 'Lire la Carte Vitale');
  form.remove();
  await openPatient(world, PAUL);
  open();
  world.server.tell(patientChanged, { patientId: 'p01' });
  await settled();
  expect([kept(world), words(one('.vitale')), field('beneficiary.name').value]).toEqual([['NATHALIE with p01'], 'Carte Vitale jamais lue', 'INS-FAMILLE-ONZE']);
});
