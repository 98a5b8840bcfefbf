import { beforeEach, describe, expect, it, test } from 'vitest';
import { QUIET } from '../../../../reference/dmp-simulator/state.js';
import { BLOCKED, CLOSED, EXPIRED, MISSING, NURSE, NURSE_ONLY, OID, OPEN, OTHER_OPEN, TWO_SITUATIONS, UNAUTHORISED } from './in-memory-state.js';
import { expectWellFormed, PIN, SiteVisitor } from './site-visitor.js';

const PATIENT_PAGES = ['DossierPatient', 'GestionDMPPatient', 'Documents', 'ParcoursDeSoins', 'HistoriqueAcces', 'VolontesEtDroits', 'CarnetVaccination'];
const at = (page: string, { insOid, matricule }: { readonly matricule: string; readonly insOid: string }) => `/AccesDirect/${page}/${matricule}/${insOid}`;

let visitor: SiteVisitor;
beforeEach(async () => {
  visitor = await SiteVisitor.arrive();
});

describe('the start page', () => {
  it('shows the code, the cards and how to handle them, the records and what is not simulated', async () => {
    const { body } = await visitor.open('/');
    for (const words of [
      PIN,
      'cps-infirmiere',
      'npm run card -- insert',
      'npm run card -- remove',
      'npm run card -- swap',
      'NATHALIE DESMAUX',
      "Ce qui ne l'est pas",
    ])
      expect(body).toContain(words);
    expect(body).toMatch(/Fermé le 18\/09\/2025/);
  });

  it('is the only page with the code', async () => {
    await visitor.signIn();
    for (const url of ['/deconnexion', '/AccesDirect/Parametrages', at('Documents', OPEN)]) expect((await visitor.open(url)).body).not.toContain(PIN);
    expect((await visitor.another().open(at('Documents', OPEN))).body).not.toContain(PIN);
  });

  it('becomes the national system of today by a tick, and is it no more without', async () => {
    const on = await visitor.submit('/reglages', { latencyMs: '0', fault: 'none', withdrawn: 'oui' });
    expect([visitor.state.controls.withdrawn, /name="withdrawn"[^>]* checked/.test(on.body)]).toEqual([true, true]);
    const off = await visitor.submit('/reglages', { latencyMs: '0', fault: 'none' });
    expect([visitor.state.controls.withdrawn, /name="withdrawn"[^>]* checked/.test(off.body)]).toEqual([false, false]);
  });

  it('sets latency and fault, and shows them as they are', async () => {
    const { body, url } = await visitor.submit('/reglages', { latencyMs: '3000', fault: 'http500' });
    expect(visitor.state.controls).toEqual({ ...QUIET, latencyMs: 3000, fault: 'http500', withdrawn: false });
    expect(url).toBe('/?reglages=appliques');
    expect(body).toContain('value="3000"');
    expect(body).toContain('<option value="http500" selected>');
  });

  it('plays a scenario, and shows which', async () => {
    const { body } = await visitor.submit('/reglages', { scenario: 'allClosed' });
    expect(visitor.state.scenario).toBe('allClosed');
    expect(body).toContain('<option value="allClosed" selected>');
    expect((await visitor.submit('/reglages', { scenario: 'nobody' })).status).toBe(400);
  });

  it('resets the simulator', async () => {
    await visitor.submit('/reglages', { reset: 'oui' });
    expect(visitor.state.resets).toBe(1);
  });

  test.each([
    { latencyMs: '-1', fault: 'none' },
    { latencyMs: '600001', fault: 'none' },
    { latencyMs: '1.5', fault: 'none' },
    { latencyMs: '10', fault: 'toString' },
    { latencyMs: '10', fault: '' },
  ])('refuses $latencyMs ms with the fault "$fault", and changes nothing', async (fields) => {
    const { body, status } = await visitor.submit('/reglages', fields);
    expect(status).toBe(400);
    expect(body).toContain("Rien n'a changé");
    expect(visitor.state.controls).toEqual(QUIET);
  });

  it('takes nothing from another site, nor from an opaque origin', async () => {
    for (const origin of ['http://127.0.0.1:9', 'null']) {
      const { status } = await visitor.submit('/reglages', { latencyMs: '1', fault: 'cut' }, { origin });
      expect(status).toBe(403);
    }
    expect(visitor.state.controls.fault).toBe('none');
    const own = await visitor.submit('/reglages', { latencyMs: '1', fault: 'cut' }, { origin: 'http://localhost:80', host: 'localhost:80' });
    expect(own.status).toBe(200);
    expect(visitor.state.controls.fault).toBe('cut');
  });
});

describe('signing in', () => {
  it('is asked at the address itself, imitates, says so, and goes on to the page', async () => {
    const asked = at('Documents', OPEN);
    const { body, status, url } = await visitor.open(asked);
    expect([status, url]).toEqual([200, asked]);
    expect(body).toContain('Ceci est une imitation.');
    expect(body).toContain(`action="${asked}"`);
    expect(body).not.toContain('DESMAUX');
    const page = await visitor.signIn(asked);
    expect(page.url).toBe(asked);
    expect(page.body).toContain('<h1>Documents</h1>');
  });

  it('gives a random cookie that scripts and other sites do not get', async () => {
    await visitor.signIn();
    const other = visitor.another();
    await other.signIn();
    expect(visitor.cookie).toMatch(/^dmp_simulator_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(other.cookie).not.toBe(visitor.cookie);
  });

  test.each([
    ['9999', NURSE.psId, 'Code porteur incorrect. Vérifiez votre code et recommencez.'],
    ['123', NURSE.psId, 'Le code porteur a quatre chiffres.'],
    ['abcd', NURSE.psId, 'Le code porteur a quatre chiffres.'],
    [PIN, 'nobody', 'Choisissez un certificat'],
  ])('with the code %s of %s is refused with a word, and the address stays', async (code, psId, words) => {
    const { body, status, url } = await visitor.submit(at('Documents', OPEN), { psId, code });
    expect([status, url]).toEqual([403, at('Documents', OPEN)]);
    expect(body).toContain(words);
    expect(body).not.toContain(code === PIN ? PIN : `value="${code}"`);
    expect(visitor.cookie).toBeUndefined();
  });

  it('with a made-up cookie leads to the sign-in page', async () => {
    const { body } = await visitor.send('GET', at('Documents', OPEN), undefined, { cookie: 'dmp_simulator_session=AAAA' });
    expect(body).toContain('Connexion au WEB DMP');
  });

  it('replaces the former session of the browser', async () => {
    await visitor.signIn();
    const former = visitor.cookie ?? '';
    await visitor.signIn('/AccesDirect/Parametrages', TWO_SITUATIONS);
    const { body } = await visitor.another().send('GET', '/AccesDirect/TableauDeBord', undefined, { cookie: former });
    expect(body).toContain('Connexion au WEB DMP');
  });
});

describe('a professional with several situations', () => {
  it('chooses one first, then goes on to the page that was asked', async () => {
    const settings = await visitor.signIn(at('DossierPatient', OPEN), TWO_SITUATIONS);
    expect(settings.url).toMatch(/^\/AccesDirect\/Parametrages\?suite=/);
    expect(settings.url).not.toContain(OPEN.matricule);
    expect(settings.body).toContain('MAISON DE SANTE');
    const suite = /name="suite" value="([^"]+)"/.exec(settings.body)?.[1] ?? '';
    const page = await visitor.submit('/situation', { structureId: 's3', suite });
    expect(page.url).toBe(at('DossierPatient', OPEN));
    expect(page.body).toContain('MAISON DE SANTE 1 RUE DES ESSAIS');
  });

  it('cannot choose that of somebody else, nor be sent elsewhere', async () => {
    await visitor.signIn('/AccesDirect/Parametrages', TWO_SITUATIONS);
    expect((await visitor.submit('/situation', { structureId: 's1' })).url).toBe('/AccesDirect/Parametrages');
    expect((await visitor.submit('/situation', { structureId: 's2', suite: 'https://example.org/' })).url).toBe('/AccesDirect/TableauDeBord');
  });
});

describe('addresses', () => {
  test.each(PATIENT_PAGES)('%s opens for a patient, and not without one', async (page) => {
    const opened = await visitor.signIn(at(page, OPEN));
    expect([opened.status, opened.url]).toEqual([200, at(page, OPEN)]);
    expect(opened.body).toContain('Quitter ce DMP');
    expectWellFormed(opened.body);
    expect(await visitor.open(`/AccesDirect/${page}`)).toMatchObject({ status: 400, text: expect.stringContaining("Cette page est celle d'un patient") });
  });

  it('Parametrages opens without a patient alone, TableauDeBord with and without', async () => {
    await visitor.signIn();
    expect((await visitor.open('/AccesDirect/Parametrages')).status).toBe(200);
    expect((await visitor.open(at('Parametrages', OPEN))).status).toBe(400);
    expect((await visitor.open('/AccesDirect/TableauDeBord')).body).not.toContain('Patient demandé');
    expect((await visitor.open(at('TableauDeBord', OPEN))).body).toContain('Patient demandé');
  });

  test.each([
    '/AccesDirect/documents',
    '/accesdirect/Documents',
    '/AccesDirect/Autre',
    '/AccesDirect',
    '/AccesDirect/InformationsPatient',
    '/Dossier/Documents',
    '/AccesIndirectRenforce/TableauDeBord',
    '/%2e%2e/etc',
  ])('%s is no page', async (url) => {
    await visitor.signIn();
    const { body, status } = await visitor.open(url);
    expect(status).toBe(404);
    expect(body).toContain('Page inconnue');
  });

  it('a name in other capitals is told how it is written', async () => {
    expect((await visitor.open('/AccesDirect/tableaudebord')).body).toContain('TableauDeBord');
  });

  test.each(['/AccesDirect/CreationDMP', at('CreationDMP', OPEN), at('CreationDMPPatient', OPEN)])('%s was removed', async (url) => {
    await visitor.signIn();
    expect(await visitor.open(url)).toMatchObject({ status: 403, body: expect.stringContaining('DMPAccessDeniedByRightsService') });
  });

  test.each([
    ['255069999999935', OID, 'La clé de ce matricule est fausse.'],
    ['25506999999993', OID, '15 caractères'],
    ['25506999999993A', OID, '15 caractères'],
    ['890129935000750', '1.2.250.1.213.1.4.9', 'NIA'],
    ['890129935000750', OID, 'NIA'],
    [OPEN.matricule, '1.2.250.1.213.1.4.8', 'production'],
    [OPEN.matricule, '1.2.3', 'matricules de test'],
    [OPEN.matricule, '', "l'OID de son domaine"],
  ])('the patient %s of %s is refused with the reason', async (matricule, insOid, reason) => {
    await visitor.signIn();
    const { status, text } = await visitor.open(at('Documents', { matricule, insOid }));
    expect(status).toBe(400);
    expect(text).toContain(reason);
    expect(visitor.state.traces).toEqual([]);
  });
});

describe('a record that may not be opened', () => {
  test.each([
    ['closed', CLOSED, 403, 'Le DMP du patient est fermé'],
    ['missing', MISSING, 404, "Le DMP du patient n'est pas encore créé"],
    ['blocked', BLOCKED, 403, 'Le patient ne souhaite pas que vous accédiez à son DMP'],
    ['without authorisation', UNAUTHORISED, 403, "Vous n'avez pas l'autorisation d'accéder à ce DMP"],
    ['with an expired one', EXPIRED, 403, 'Votre autorisation a expiré'],
  ])('%s: every page says so and leads to the dashboard; what was refused is traced as refused', async (_name, patient, code, sentence) => {
    await visitor.signIn();
    for (const page of PATIENT_PAGES) {
      const { body, link, status, text } = await visitor.open(at(page, patient));
      expect(status).toBe(code);
      expect(text).toContain(sentence);
      expect(link('Ouvrir le tableau de bord')).toBe(at('TableauDeBord', patient));
      expect(body).not.toContain('Quitter ce DMP');
    }
    const dashboard = await visitor.open(at('TableauDeBord', patient));
    expect(dashboard.status).toBe(200);
    expect(dashboard.text).toContain(sentence);
    const refused = visitor.state.traces.map(({ granted, what, psId }) => [granted, what.length > 0, psId]);
    expect(refused).toEqual(code === 404 ? [] : PATIENT_PAGES.map(() => [false, true, '1']));
  });

  it('may be one professional’s and not another’s', async () => {
    expect((await visitor.signIn(at('Documents', NURSE_ONLY))).status).toBe(200);
    const other = visitor.another();
    await other.signIn('/AccesDirect/Parametrages', TWO_SITUATIONS);
    const dashboard = await other.submit('/situation', { structureId: 's2' });
    expect(dashboard.body).not.toContain('LUCIE DIX');
    expect((await other.open(at('Documents', NURSE_ONLY))).status).toBe(403);
  });
});

describe('the pages', () => {
  it('can be toured by their links, from sign-in to log-out', async () => {
    const dashboard = await visitor.signIn();
    let page = await visitor.open(dashboard.link('Mme NATHALIE DESMAUX'));
    for (const tab of [
      'Documents',
      'Informations Patient',
      'Gestion DMP',
      'Historique des accès',
      'Parcours de soins',
      'Volontés et droits',
      'Carnet de vaccination',
      'Récapitulatif',
    ]) {
      page = await visitor.open(page.link(tab));
      expect(page.body).toContain(`<h1>${tab}</h1>`);
      expect(page.body).toContain('Né(e) le 15/06/1955');
      expect(page.link('Mes Patients')).toBe('/AccesDirect/TableauDeBord');
      expectWellFormed(page.body);
    }
    page = await visitor.open(page.link('Documents'));
    for (const list of ['Documents archivés', 'Documents non visibles par le patient', 'Biologie', 'Documents courants', 'Afficher tout']) {
      page = await visitor.open(page.link(list));
      expect(page.body).toContain('Aucun document à afficher');
    }
    page = await visitor.open(page.link('Quitter ce DMP'));
    expect(page.body).toContain('<h1>Mes patients</h1>');
    page = await visitor.submit('/deconnexion', {});
    expect(page.body).toContain('Vous êtes déconnecté');
    expect((await visitor.open(at('Documents', OPEN))).body).toContain('Connexion au WEB DMP');
  });

  it('end their session on the server too', async () => {
    await visitor.signIn();
    const former = visitor.cookie ?? '';
    await visitor.submit('/deconnexion', {});
    const { body } = await visitor.another().send('GET', at('Documents', OPEN), undefined, { cookie: former });
    expect(body).toContain('Connexion au WEB DMP');
  });

  it('trace every access, and the history shows the real traces of this patient alone', async () => {
    visitor.state.trace({ at: Date.parse('2026-11-22T10:00:00Z'), psId: '1', matricule: OPEN.matricule, what: "Test d'existence", granted: true, by: 'LPS' });
    await visitor.signIn(at('DossierPatient', OTHER_OPEN));
    await visitor.open(at('CarnetVaccination', OTHER_OPEN));
    const { body } = await visitor.open(at('HistoriqueAcces', OPEN));
    expect(visitor.state.traces.slice(1)).toMatchObject([
      { psId: '1', matricule: OTHER_OPEN.matricule, by: 'WEB', what: expect.stringContaining('Récapitulatif') },
      { psId: '1', matricule: OTHER_OPEN.matricule, by: 'WEB', what: expect.stringContaining('Carnet de vaccination') },
      { psId: '1', matricule: OPEN.matricule, by: 'WEB', what: expect.stringContaining('Historique des accès') },
    ]);
    expect(body.match(/<tr><th scope="row">/g)).toHaveLength(2);
    expect(body).toContain('22/11/2026 à 11:00:00');
    expect(body).toContain('Mme Léa INFIRMIER');
    expect(body).toContain('Logiciel du cabinet');
  });

  it('show a professional his own accesses, and the médecin traitant DMP those of all', async () => {
    for (const psId of ['1', '2'])
      for (const { matricule } of [OPEN, OTHER_OPEN])
        visitor.state.trace({ at: Date.now(), psId, matricule, what: `Accès ${psId}`, granted: psId === '1', by: 'LPS' });
    const all = await visitor.signIn(at('HistoriqueAcces', OPEN));
    for (const words of ['Accès 1', 'Accès 2', 'Refusé', 'vous voyez les accès de tous']) expect(all.text).toContain(words);
    const own = await visitor.open(at('HistoriqueAcces', OTHER_OPEN));
    expect(own.text).toContain('Accès 1');
    expect(own.text).not.toContain('Accès 2');
  });

  it('show a hundred accesses of the last year, and no more', async () => {
    const add = (what: string, days: number) =>
      visitor.state.trace({ at: Date.now() - days * 86_400_000, psId: '1', matricule: OPEN.matricule, what, granted: true, by: 'LPS' });
    add('Trop ancien', 366);
    for (let index = 0; index < 120; index += 1) add('Récent', 1);
    const { body } = await visitor.signIn(at('HistoriqueAcces', OPEN));
    expect(body.match(/<tr><th scope="row">/g)).toHaveLength(100);
    expect(body).not.toContain('Trop ancien');
  });

  it('show the administrative data the DMP holds, and who represents a minor', async () => {
    visitor.state.putRecord({
      ...OTHER_OPEN,
      administrative: {
        address: { line: '18 RUE GAMBETTA', complement: '', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
        homePhone: '',
        mobilePhone: '+33611111111',
        email: 'onze@exemple.fr',
        refusesBreakGlass: true,
        refusesEmergency: false,
        legalRepresentative: { relation: 'FTH', familyName: 'ONZE', givenName: 'PAUL' },
      },
    });
    await visitor.signIn();
    const { text } = await visitor.open(at('GestionDMPPatient', OTHER_OPEN));
    for (const words of ['18 RUE GAMBETTA', '72000 LE MANS', '+33611111111', 'onze@exemple.fr', 'PAUL ONZE (père)', 'Pas de compte Internet'])
      expect(text).toContain(words);
    const wishes = await visitor.open(at('VolontesEtDroits', OTHER_OPEN));
    expect(wishes.text).toMatch(/bris de glace.*Le patient s’y oppose/);
    expect(wishes.text).toMatch(/médecin régulateur.*Possible/);
  });

  it('list who is authorised and who is blocked, by name', async () => {
    visitor.state.putRecord({
      ...OTHER_OPEN,
      authorisations: {
        '1': { status: 'VALIDE', since: '20261120080000', lastAction: '20261121093000' },
        '2': { status: 'INTERDIT', since: '20261119080000', lastAction: '' },
      },
    });
    const { text } = await visitor.signIn(at('GestionDMPPatient', OTHER_OPEN));
    expect(text).toMatch(/Accès autorisés.*Mme Léa INFIRMIER.*20\/11\/2026 à 09:00:00/);
    expect(text).toMatch(/Accès bloqués.*M\. Marc KINE/);
  });

  it('show nothing of one patient on the page of another', async () => {
    await visitor.signIn(at('DossierPatient', OTHER_OPEN));
    for (const page of PATIENT_PAGES) {
      const { body } = await visitor.open(at(page, OPEN));
      for (const word of ['ONZE', 'CORSE', OTHER_OPEN.matricule]) expect(body).not.toContain(word);
    }
  });

  it('escape what comes from the records and from the address', async () => {
    const { body } = await visitor.signIn(at('DossierPatient', OTHER_OPEN));
    expect(body).not.toContain('<b>ONZE');
    expect(body).toContain('CORSE &quot;&amp;&quot; &lt;b&gt;ONZE&lt;/b&gt;');
    const filtered = await visitor.open(`${at('Documents', OPEN)}?du=%22%3E%3Cscript%3E&liste=%3Cscript%3E&rubrique=%3Cscript%3E`);
    expect(filtered.status).toBe(200);
    expect(filtered.body).not.toContain('<script');
  });

  it('name the professional, his profession and structure, and the simulator', async () => {
    const { body, link } = await visitor.signIn();
    for (const words of ['LE DOSSIER MÉDICAL PARTAGÉ', 'Mme Léa INFIRMIER', 'Infirmier', 'CABINET INFIRMIER 1 RUE DES ESSAIS', 'Me déconnecter'])
      expect(body).toContain(words);
    expect(link('Simulateur')).toBe('/');
  });
});

describe('every answer', () => {
  test.each(['/', '/AccesDirect/TableauDeBord', '/AccesDirect/inconnue', '/rien', '/web-ps.css', at('CreationDMP', OPEN)])(
    '%s is kept nowhere and runs nothing',
    async (url) => {
      const { body, headers } = await visitor.open(url);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
      });
      expect(body).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
    },
  );

  it('to what is no form, or too long a one, is a page that says so', async () => {
    const json = await visitor.send('POST', '/reglages', '<a/>', { 'content-type': 'text/xml' });
    expect(json).toMatchObject({ status: 415, body: expect.stringContaining('Demande illisible') });
    expect((await visitor.submit('/reglages', { fault: 'x'.repeat(5_000) })).status).toBe(413);
  });
});
