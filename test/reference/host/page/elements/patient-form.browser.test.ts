import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { closeForm, formContext, openForm, patientChanged, runCommand, savePatient } from '../../../../../reference/host/page-protocol.js';
import { byText, field, one, openPatient, pageWorld, settled, words } from '../page-harness.js';
import { CORSE, DMP_CONTRIBUTIONS, NATHALIE, PAUL } from '../page-world.js';

const tabs = (): string[] => [...document.querySelectorAll('[role=tab]')].map(words);
const selected = (): string => words(document.querySelector('[role=tab][aria-selected=true]'));
const press = async (keys: string): Promise<void> => {
  await userEvent.keyboard(keys);
  await settled();
};
async function type(path: string, text: string): Promise<void> {
  await userEvent.fill(field(path), text);
  field(path).blur();
  await settled();
}
async function choose(title: string): Promise<void> {
  (document.querySelector('action-menu') as HTMLElement & { open(): void }).open();
  await settled();
  byText('[role=menuitem]', title).click();
  await settled();
}
async function click(selector: string, text: string): Promise<void> {
  byText(selector, text).click();
  await settled();
}

test('the form has the groups, the tabs and the buttons users know', async () => {
  await openPatient(await pageWorld());
  expect([...document.querySelectorAll('legend')].map(words).map((legend) => legend.split(' (')[0]?.replace(/ \d.*/, ''))).toEqual([
    'Bénéficiaire',
    'Assuré',
    'Coordonnées',
    'Complémentaire',
    'Médecin traitant',
    'IK facturables',
  ]);
  expect(words(byText('legend', 'Médecin traitant'))).toBe('Médecin traitant (ADR : MT Déclaré)');
  expect(tabs()).toEqual(['Droits', 'DMP', 'Absences', 'Notes', 'Documents']);
  expect([...document.querySelectorAll('.action-bar .button')].map(words)).toEqual(['Autre action', 'Contacts', 'Lire la Carte Vitale', 'Valider', 'Annuler']);
  expect(words(one('.band .traits'))).toMatch(/^\d+ ans( et \d+ mois)?Né\(e\) le 15\/06\/1955N° 2 55 06 99 999 999 34$/);
});

test('in the tabs, arrows move the focus and Enter shows', async () => {
  await openPatient(await pageWorld());
  one('[role=tab]').focus();
  await press('{ArrowRight}');
  expect([words(document.activeElement), selected()]).toEqual(['DMP', 'Droits']);
  await press('{Enter}');
  expect(selected()).toBe('DMP');
  await press('{End}');
  expect([words(document.activeElement), selected()]).toEqual(['Documents', 'DMP']);
  await press('{ArrowRight}{Home}');
  expect(words(document.activeElement)).toBe('Droits');
});

test('Alt and a figure shows a tab, unless shortcuts are off', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await press('{Alt>}{4}{/Alt}');
  expect(selected()).toBe('Notes');
  world.services.preferences.set({ shortcuts: false });
  await press('{Alt>}{1}{/Alt}');
  expect(selected()).toBe('Notes');
});

test('F10 opens Autre action', async () => {
  await openPatient(await pageWorld());
  await press('{F10}');
  expect(words(document.activeElement)).toBe('Dossier patient');
});

test('faults are told beside their fields, counted, and the first one gets the focus', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await userEvent.fill(field('contact.postalCode'), '72');
  await userEvent.fill(field('contact.email'), 'nathalie@');
  await click('.button', 'Valider');
  expect(document.activeElement).toBe(field('contact.postalCode'));
  expect(field('contact.postalCode').getAttribute('aria-invalid')).toBe('true');
  expect(words(document.getElementById(field('contact.postalCode').getAttribute('aria-describedby') ?? ''))).toBe('Un code postal compte 5 chiffres.');
  expect(words(one('.action-bar .fault'))).toBe('2 champs à corriger');
  expect(world.server.paramsOf(savePatient)).toEqual([]);
  await type('contact.postalCode', '72000');
  expect(words(one('.action-bar .fault'))).toBe('1 champ à corriger');
});

test('Ctrl and Enter stores what was typed', async () => {
  const world = await pageWorld();
  const form = await openPatient(world);
  await userEvent.fill(field('contact.city'), 'ALLONNES');
  await press('{Control>}{Enter}{/Control}');
  expect(world.server.patients.get('p01')?.contact.city).toBe('ALLONNES');
  expect([form.hasChanges, world.services.notifier.toasts$.value.map(({ title }) => title)]).toEqual([false, ['Fiche enregistrée']]);
});

test('what the server refuses is told in its field', async () => {
  const world = await pageWorld();
  world.server.saveFaults = { 'contact.phones[1]': 'Ce numéro n’existe pas.' };
  const form = await openPatient(world);
  await type('contact.phones.1', '02 43 99 99 99');
  await click('.button', 'Valider');
  expect([document.activeElement, words(one('.record .fault')), form.hasChanges]).toEqual([field('contact.phones.1'), 'Ce numéro n’existe pas.', true]);
});

test('Annuler asks before it throws away what was typed', async () => {
  const form = await openPatient(await pageWorld());
  await type('contact.city', 'ALLONNES');
  await click('.button', 'Annuler');
  expect(words(one('dialog h2'))).toBe('Abandonner les modifications ?');
  await click('dialog .button', 'Continuer la saisie');
  expect([form.hasChanges, field('contact.city').value]).toEqual([true, 'ALLONNES']);
  await click('.action-bar .button', 'Annuler');
  await click('dialog .button', 'Abandonner les modifications');
  expect([form.hasChanges, field('contact.city').value]).toEqual([false, 'LE MANS CEDEX 2']);
});

test('leaving a changed form asks, and staying stays', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await type('contact.city', 'ALLONNES');
  const before = location.pathname;
  const leaving = world.services.router.go('/patients');
  await settled();
  await click('dialog .button', 'Continuer la saisie');
  await leaving;
  expect(location.pathname).toBe(before);
});

test('a plugin that is switched off takes its tab away, and leaves what was typed', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await type('contact.city', 'ALLONNES');
  await click('[role=tab]', 'DMP');
  world.server.change('dmp', { enabled: false, state: 'disabled' });
  await settled();
  expect([tabs(), selected(), field('contact.city').value]).toEqual([['Droits', 'Absences', 'Notes', 'Documents'], 'Droits', 'ALLONNES']);
  expect(world.services.notifier.said$.value).toBe('Cet onglet n’est plus disponible. L’onglet Droits est affiché.');
  world.server.change('dmp', { enabled: true, state: 'waiting' });
  await settled();
  expect([tabs(), field('contact.city').value]).toEqual([['Droits', 'DMP', 'Absences', 'Notes', 'Documents'], 'ALLONNES']);
});

test('a tab that stays keeps being shown while plugins come and go', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await click('[role=tab]', 'Notes');
  world.server.change('dmp', { enabled: false, state: 'disabled' });
  await settled();
  expect(selected()).toBe('Notes');
});

test('coordinates copied in one form are pasted in another', async () => {
  const world = await pageWorld();
  const first = await openPatient(world, PAUL);
  await choose('Copier les coordonnées');
  first.remove();
  await openPatient(world, CORSE);
  await choose('Coller les coordonnées');
  expect([field('contact.address').value, field('contact.email').value, field('beneficiary.givenName').value]).toEqual([
    '18 RUE GAMBETTA',
    'famille.onze@exemple.fr',
    'CORSE',
  ]);
});

test('a child’s form takes the coordinates of the insured, and gives its own', async () => {
  const world = await pageWorld();
  await openPatient(world, CORSE);
  await choose("Récupérer les coordonnées de l'assuré");
  expect(field('contact.address').value).toBe('18 RUE GAMBETTA');
  await type('contact.address', '1 RUE NEUVE');
  await choose("Copier les coordonnées dans la fiche de l'assuré");
  expect(words(one('dialog .patient-line'))).toContain('INS-FAMILLE-ONZE Paul Jean Marc');
  await click('dialog .button', 'Valider');
  expect(world.server.patients.get('p02')?.contact.address).toBe('1 RUE NEUVE');
});

test('an envelope bears name and address', async () => {
  await openPatient(await pageWorld());
  await choose('Enveloppe');
  expect([...document.querySelectorAll('.envelope span')].map(words)).toEqual(['Nathalie DESMAUX', '5 BD ALEXANDRE OYON', '72019 LE MANS CEDEX 2']);
});

test('Dossier patient shows the traits the form does not', async () => {
  await openPatient(await pageWorld());
  await choose('Dossier patient');
  expect(words(one('dialog .dialog-body'))).toContain('Matricule INS2 55 06 99 999 999 34');
});

test('Contacts are links, and the focus comes back to what opened them', async () => {
  await openPatient(await pageWorld());
  const button = byText('.button', 'Contacts');
  button.focus();
  button.click();
  await settled();
  expect(one<HTMLAnchorElement>('dialog a').href).toBe('tel:0243000001');
  await press('{Escape}');
  expect([document.querySelector('dialog'), document.activeElement]).toEqual([null, button]);
});

test('an entry follows the values its plugin gives for this form', async () => {
  const world = await pageWorld();
  await openPatient(world);
  const [form] = world.server.paramsOf(openForm);
  world.server.tell(formContext, { formId: form?.formId ?? '', pluginId: 'dmp', values: { 'dmp.record': 'open' } });
  await choose('Accès au WEB DMP');
  expect(words(byText('.submenu [role=menuitem]', 'Création du DMP'))).toBe('Création du DMP Le DMP de ce patient existe déjà.');
});

test('an entry of the page half runs there, with the patient and the form it was chosen in', async () => {
  const world = await pageWorld();
  const ran: unknown[] = [];
  world.plugin.onActivate = (context) => void context.commands.handle('dmp.openDashboard', async (args) => void ran.push(args));
  await openPatient(world);
  await choose('Accès au WEB DMP');
  await click('.submenu [role=menuitem]', 'Tableau de bord');
  expect(ran).toEqual([{ patientId: 'p01', formId: world.server.paramsOf(openForm)[0]?.formId }]);
  expect(world.server.paramsOf(runCommand)).toEqual([]);
});

test('an entry without a handler in the page runs on the server', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await choose('Accès au WEB DMP');
  await click('.submenu [role=menuitem]', 'Tableau de bord');
  expect(world.server.paramsOf(runCommand)).toEqual([{ commandId: 'dmp.openDashboard', patientId: 'p01', args: {} }]);
});

test('the entry that reveals a tab shows it and moves the focus there', async () => {
  await openPatient(await pageWorld());
  await choose('DMP');
  expect([selected(), document.activeElement?.id]).toEqual(['DMP', 'panel-dmp.tab']);
});

test('a record changed elsewhere is shown at once, but never in the place of what was typed', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await type('contact.city', 'ALLONNES');
  world.server.patients.set('p01', { ...NATHALIE, notes: 'deux' });
  world.server.tell(patientChanged, { patientId: 'p01' });
  await settled();
  expect([field('contact.city').value, field('notes').value, document.querySelector('.note')]).toEqual(['ALLONNES', 'deux', null]);
  await click('.action-bar .button', 'Valider');
  expect(world.server.patients.get('p01')).toMatchObject({ notes: 'deux', contact: { city: 'ALLONNES' } });
});

test('Valider keeps what another window stored in other fields a moment before', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await type('contact.city', 'ALLONNES');
  world.server.patients.set('p01', { ...NATHALIE, notes: 'deux' });
  await click('.action-bar .button', 'Valider');
  expect(world.server.patients.get('p01')).toMatchObject({ notes: 'deux', contact: { city: 'ALLONNES' } });
});

test('a field changed here and elsewhere is told beside it, and stored only by a second Valider', async () => {
  const world = await pageWorld();
  const form = await openPatient(world);
  await type('contact.city', 'ALLONNES');
  world.server.patients.set('p01', { ...NATHALIE, contact: { ...NATHALIE.contact, city: 'COULAINES' } });
  await click('.action-bar .button', 'Valider');
  expect([world.server.patients.get('p01')?.contact.city, field('contact.city').value, form.hasChanges]).toEqual(['COULAINES', 'ALLONNES', true]);
  expect([words(one('.note')), words(one('[id="elsewhere-contact.city"]')), document.activeElement]).toEqual([
    expect.stringContaining('Votre saisie est gardée'),
    'Modifié ailleurs : COULAINES',
    field('contact.city'),
  ]);
  await click('.action-bar .button', 'Valider');
  expect([world.server.patients.get('p01')?.contact.city, document.querySelector('.note')]).toEqual(['ALLONNES', null]);
});

test('notes written here and elsewhere are shown where they are, and none is lost', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await click('[role=tab]', 'Notes');
  await userEvent.fill(field('notes'), 'Sonner');
  await click('[role=tab]', 'Droits');
  world.server.patients.set('p01', { ...NATHALIE, notes: 'Digicode' });
  await click('.action-bar .button', 'Valider');
  expect([selected(), document.activeElement, field('notes').value, words(one('#elsewhere-notes'))]).toEqual([
    'Notes',
    field('notes'),
    'Sonner',
    'Modifié ailleurs : Digicode',
  ]);
});

test('what is typed while the form is being stored stays', async () => {
  const world = await pageWorld();
  const form = await openPatient(world);
  await type('contact.city', 'ALLONNES');
  let stored = (): void => {};
  world.server.saveGate = new Promise((resolve) => (stored = resolve));
  await click('.action-bar .button', 'Valider');
  await userEvent.fill(field('contact.email'), 'n@exemple.fr');
  stored();
  await settled();
  expect([field('contact.city').value, field('contact.email').value, form.hasChanges]).toEqual(['ALLONNES', 'n@exemple.fr', true]);
});

test('after a lost connection the form is read again', async () => {
  const world = await pageWorld();
  await openPatient(world);
  await type('contact.city', 'ALLONNES');
  world.server.status$.next('lost');
  world.server.patients.set('p01', { ...NATHALIE, notes: 'deux' });
  world.server.status$.next('open');
  await settled();
  expect([field('contact.city').value, field('notes').value]).toEqual(['ALLONNES', 'deux']);
});

test('each form is told to the server once, again after a lost connection, and closed with its screen', async () => {
  const world = await pageWorld();
  const form = await openPatient(world);
  const [first] = world.server.paramsOf(openForm);
  await type('contact.city', 'ALLONNES');
  world.server.status$.next('lost');
  world.server.status$.next('open');
  await settled();
  expect([world.server.paramsOf(openForm), field('contact.city').value]).toEqual([[first, first], 'ALLONNES']);
  form.remove();
  expect(world.server.paramsOf(closeForm)).toEqual([{ formId: first?.formId }]);
});

test('an entry at the end of the tabs is there while its key of yes or no says so, and tells that it leaves the application', async () => {
  const world = await pageWorld((server) => {
    const contributes = {
      ...DMP_CONTRIBUTIONS,
      menus: { ...DMP_CONTRIBUTIONS.menus, 'patientForm/tabStrip': [{ command: 'dmp.openDashboard', external: true, when: 'dmp.hasVideo' }] },
      contextKeys: { ...DMP_CONTRIBUTIONS.contextKeys, 'dmp.hasVideo': 'boolean' as const },
    };
    server.plugins = server.plugins.map((plugin) => (plugin.id === 'dmp' ? { ...plugin, contributes } : plugin));
  });
  await openPatient(world);
  const { formId } = world.server.paramsOf(openForm)[0] ?? { formId: '' };
  const strip = (): string[] => [...document.querySelectorAll('.tabs .link-button')].map(words);
  const say = async (hasVideo: boolean) => {
    world.server.tell(formContext, { formId, pluginId: 'dmp', values: { 'dmp.hasVideo': hasVideo } });
    await settled();
  };
  expect(strip()).toEqual([]);
  await say(true);
  expect(strip()).toEqual(['Tableau de bord (nouvelle fenêtre)']);
  expect([...document.querySelectorAll('.tabs .link-button practice-icon')].map((icon) => icon.getAttribute('name'))).toEqual([
    'layout-dashboard',
    'external-link',
  ]);
  await say(false);
  expect(strip()).toEqual([]);
});
