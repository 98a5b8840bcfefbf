import { beforeEach, describe, expect, it, test } from 'vitest';
import type { DocumentEntry } from '../../../../reference/dmp-simulator/documents/document-model.js';
import { CLOSED, NURSE_ONLY, OID, OPEN, OTHER_OPEN, SECRETARY, TWO_SITUATIONS } from './in-memory-state.js';
import { type Answer, expectWellFormed, SiteVisitor } from './site-visitor.js';
import { store } from './stored-documents.js';

const at = (page: string, { insOid, matricule } = OPEN) => `/AccesDirect/${page}/${matricule}/${insOid}`;
const addressOf = ({ lid }: DocumentEntry): string => `/documents/${lid.replace('urn:uuid:', '')}`;
/** Titles of the table, from the top. */
const titlesIn = ({ body }: Answer): readonly string[] => [...body.matchAll(/<th scope="row"><a [^>]*>(.*?)<\/a>/g)].map(([, title]) => title ?? '');
const KINE = TWO_SITUATIONS;

let visitor: SiteVisitor;
beforeEach(async () => {
  visitor = await SiteVisitor.arrive();
});

describe('the list of documents', () => {
  it('has the columns and rubrics of the user guide, and shows each document in its own', async () => {
    store(visitor.state);
    store(visitor.state, { title: 'Ordonnance kiné', type: ['57832-8', 'Prescription de soins'], day: '20261018', author: KINE });
    const page = await visitor.signIn(at('Documents'));
    expectWellFormed(page.body);
    const heads = [...page.body.matchAll(/<th scope="col">(.*?)<\/th>/gs)].map(([, head = '']) => head.replace(/<svg.*?<\/svg>|<[^>]+>/gs, ''));
    expect(heads.map((head) => head.replaceAll('&#39;', "'"))).toEqual([
      ...['N', 'Type', 'Titre', "Début de l'acte", 'Auteur', 'Profession / Spécialité', 'H', 'Visibilité'],
    ]);
    const rubrics = /aria-label="Catégories de documents">(.*?)<\/nav>/s.exec(page.body)?.[1] ?? '';
    expect([...rubrics.matchAll(/<\/svg>(.*?)<\/a>/g)].map(([, name]) => name)).toEqual([
      'Synthèses',
      'Traitements et soins (1)',
      'Comptes-rendus (1)',
      'Imagerie médicale',
      'Biologie',
      'Prévention',
      'Certificats, déclarations',
      'Données de remboursement',
      'Documents ajoutés par le patient',
    ]);
    expect(titlesIn(page)).toEqual(['Suivi de la plaie', 'Ordonnance kiné']);
    expect(page.text).toContain('Documents (2/2)');
    const treatments = await visitor.open(page.link('Traitements et soins (1)'));
    expect(titlesIn(treatments)).toEqual(['Ordonnance kiné']);
    expect(treatments.text).toMatch(/Documents \(1\/2\)/);
    for (const words of ['Prescription de soins', '18/10/2026', 'CABINET KINE', 'Marc KINE', 'Masseur-Kinésithérapeute'])
      expect(treatments.body).toContain(words);
    expect((await visitor.open(page.link('Biologie'))).body).toContain('Aucun document à afficher');
  });

  it('has three lists: current, archived, and those the patient may not see', async () => {
    store(visitor.state, { title: 'Courant' });
    store(visitor.state, { title: 'Rangé', status: 'Archived' });
    store(visitor.state, { title: 'Rangé et caché', status: 'Archived', hidden: ['INVISIBLE_PATIENT'] });
    store(visitor.state, { title: 'À annoncer', hidden: ['INVISIBLE_PATIENT'] });
    store(visitor.state, { title: 'Supprimé', status: 'Deleted' });
    const page = await visitor.signIn(at('Documents'));
    expect(titlesIn(page)).toEqual(['Courant']);
    expect([...titlesIn(await visitor.open(page.link('Documents archivés (2)')))].sort()).toEqual(['Rangé', 'Rangé et caché']);
    expect(titlesIn(await visitor.open(page.link('Documents non visibles par le patient (1)')))).toEqual(['À annoncer']);
  });

  it('shows one version of a document, and says that it has replaced another', async () => {
    const former = store(visitor.state, { title: 'Version 1' });
    store(visitor.state, { title: 'Version 2', replaces: former });
    const page = await visitor.signIn(at('Documents'));
    expect(titlesIn(page)).toEqual(['Version 2']);
    expect(page.body).toContain('A remplacé une version précédente');
  });

  it('filters by author, profession and date of the act, and shows all again', async () => {
    store(visitor.state, { title: 'Soins', day: '20260301' });
    store(visitor.state, { title: 'Séance', day: '20260401', author: KINE });
    const page = await visitor.signIn(at('Documents'));
    const option = (name: string): string => new RegExp(`<option value="([0-9a-f]{12})">${name}</option>`).exec(page.body)?.[1] ?? '';
    const found = async (query: string) => titlesIn(await visitor.open(`${at('Documents')}?${query}`));
    expect(await found(`auteur=${option('CABINET KINE')}`)).toEqual(['Séance']);
    expect(await found(`profession=${option('Infirmier')}`)).toEqual(['Soins']);
    expect(await found('du=2026-03-02')).toEqual(['Séance']);
    expect(await found('au=2026-03-01')).toEqual(['Soins']);
    expect(await found(`auteur=${option('CABINET KINE')}&du=2026-03-01&au=2026-03-31`)).toEqual([]);
    const nothing = await visitor.open(`${at('Documents')}?du=2026-03-05&au=2026-03-06`);
    expect(nothing.body).toContain('Aucun document à afficher');
    expect(titlesIn(await visitor.open(nothing.link('Afficher tout')))).toHaveLength(2);
  });

  it('keeps names out of its addresses', async () => {
    store(visitor.state, { author: KINE });
    const { body } = await visitor.signIn(at('Documents'));
    for (const [, href = ''] of body.matchAll(/(?:href|action)="([^"]*)"/g)) expect(href).not.toMatch(/KINE|DESMAUX|plaie/i);
    expect(/<option value="([^"]*)">CABINET KINE/.exec(body)?.[1]).toMatch(/^[0-9a-f]{12}$/);
  });

  it('marks as new what came after the visit before', async () => {
    visitor.state.trace({ at: Date.parse('2026-11-10T10:00:00Z'), psId: '1', matricule: OPEN.matricule, what: '', granted: true, by: 'WEB' });
    visitor.state.trace({ at: Date.parse('2026-11-18T10:00:00Z'), psId: '2', matricule: OPEN.matricule, what: '', granted: true, by: 'WEB' });
    store(visitor.state, { title: 'Ancien', addedAt: '20261109080000' });
    store(visitor.state, { title: 'Récent', addedAt: '20261111080000' });
    await visitor.signIn(at('DossierPatient'));
    const { body } = await visitor.open(at('Documents'));
    expect(body.match(/class="new"/g)).toHaveLength(1);
    expect(body).toMatch(/class="new".*?Récent/s);
  });

  it('shows what is hidden from professionals to its author and the médecin traitant DMP alone', async () => {
    store(visitor.state, { title: 'Masqué', author: KINE, hidden: ['MASQUE_PS'], patient: OTHER_OPEN });
    store(visitor.state, { title: 'Masqué aussi', author: KINE, hidden: ['MASQUE_PS'] });
    expect(titlesIn(await visitor.signIn(at('Documents', OTHER_OPEN)))).toEqual([]);
    // Nurse 1 is the médecin traitant DMP of this one.
    expect(titlesIn(await visitor.open(at('Documents', OPEN)))).toEqual(['Masqué aussi']);
    const author = visitor.another();
    await author.signIn('/AccesDirect/Parametrages', KINE);
    await author.submit('/situation', { structureId: 's2' });
    const own = await author.open(at('Documents', OTHER_OPEN));
    expect(titlesIn(own)).toEqual(['Masqué']);
    expect(own.body).toContain('masqué aux professionnels de santé');
  });

  it('shows none to a member of the staff, and says why', async () => {
    const entry = store(visitor.state);
    const page = await visitor.signIn(at('Documents'), SECRETARY);
    expect(titlesIn(page)).toEqual([]);
    expect(page.text).toContain("Cette opération n'est pas ouverte au personnel");
    expect((await visitor.open(addressOf(entry))).status).toBe(403);
  });

  it('shows nothing of another patient', async () => {
    store(visitor.state, { title: 'Autre patient', patient: OTHER_OPEN });
    expect((await visitor.signIn(at('Documents'))).body).not.toContain('Autre patient');
  });
});

describe('a document', () => {
  it('shows what it says and what is known of it, and is traced', async () => {
    const former = store(visitor.state, { title: 'Version 1' });
    const entry = store(visitor.state, { title: 'Suivi <i>', replaces: former, body: Buffer.from('Plaie <b>propre</b>.') });
    const list = await visitor.signIn(at('Documents'));
    const page = await visitor.open(list.link('Suivi &lt;i&gt;'));
    expect([page.status, page.url]).toEqual([200, addressOf(entry)]);
    expectWellFormed(page.body);
    for (const words of ['Suivi &lt;i&gt;', 'Plaie &lt;b&gt;propre&lt;/b&gt;.', '19/11/2026', 'Comptes-rendus', 'CABINET INFIRMIER', 'Versions précédentes'])
      expect(page.body).toContain(words);
    expect(visitor.state.traces.at(-1)).toMatchObject({ matricule: OPEN.matricule, what: "Consultation d'un document", granted: true, by: 'WEB' });
    const before = await visitor.open(page.link('Version 1'));
    expect(before.text).toContain('Une version plus récente a remplacé ce document');
  });

  test.each([
    ['text/plain', 'text/plain; charset=utf-8', 'inline; filename="document.txt"', 'sandbox'],
    ['application/pdf', 'application/pdf', 'inline; filename="document.pdf"', "object-src 'self'"],
    ['image/jpeg', 'image/jpeg', 'inline; filename="document.jpg"', 'sandbox'],
    ['text/rtf', 'text/rtf', 'attachment; filename="document.rtf"', 'sandbox'],
    ['image/tiff', 'image/tiff', 'attachment; filename="document.tif"', 'sandbox'],
    ['text/html', 'application/octet-stream', 'attachment; filename="document.bin"', 'sandbox'],
  ])('%s is served as %s and runs nothing', async (mediaType, type, disposition, policy) => {
    const entry = store(visitor.state, { mediaType, body: Buffer.from('<script>alert(1)</script>') });
    await visitor.signIn();
    const { body, headers, status } = await visitor.open(`${addressOf(entry)}/contenu`);
    expect([status, body]).toEqual([200, '<script>alert(1)</script>']);
    expect(headers).toMatchObject({
      'content-type': type,
      'content-disposition': disposition,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
    expect(headers['content-security-policy']).toContain(policy);
    expect(headers['content-security-policy']).not.toContain('script');
  });

  it('is opened by nobody who is not signed in', async () => {
    const entry = store(visitor.state);
    for (const address of [addressOf(entry), `${addressOf(entry)}/contenu`]) {
      const { body, status } = await visitor.open(address);
      expect(status).toBe(401);
      expect(body).toContain('Votre session est terminée');
      expect(body).not.toContain('plaie');
    }
    expect(visitor.state.traces).toEqual([]);
  });

  it('is opened by nobody the record or the document is closed to, and the refusal is traced', async () => {
    const other = store(visitor.state, { patient: NURSE_ONLY, title: 'Fermé à lui' });
    const hidden = store(visitor.state, { patient: OTHER_OPEN, hidden: ['MASQUE_PS'], title: 'Masqué' });
    const closed = store(visitor.state, { patient: CLOSED, title: 'Clos' });
    await visitor.signIn('/AccesDirect/Parametrages', KINE);
    await visitor.submit('/situation', { structureId: 's2' });
    for (const entry of [other, hidden, closed])
      for (const address of [addressOf(entry), `${addressOf(entry)}/contenu`]) {
        const { body, status } = await visitor.open(address);
        expect(status).toBe(403);
        expect(body).not.toContain(entry.title);
        expect(visitor.state.traces.at(-1)).toMatchObject({ matricule: entry.patient.matricule, granted: false });
      }
  });

  it('that is deleted, or never was, is not found', async () => {
    const entry = store(visitor.state, { status: 'Deleted' });
    await visitor.signIn();
    for (const address of [addressOf(entry), '/documents/..%2Fetc', `/documents/${OID}`]) expect((await visitor.open(address)).status).toBe(404);
  });
});

describe('the other ways to look at the documents', () => {
  it('the care path counts them by rubric and month, and leads to them', async () => {
    store(visitor.state, { title: 'Novembre', day: '20261119', addedAt: '20991119080000' });
    store(visitor.state, { title: 'Fin novembre', day: '20261130' });
    store(visitor.state, { title: "L'an dernier", day: '20250301' });
    store(visitor.state, { title: 'Rangé', day: '20261119', status: 'Archived' });
    const page = await visitor.signIn(at('ParcoursDeSoins'));
    expectWellFormed(page.body);
    expect(page.body.match(/<th scope="col">/g)).toHaveLength(13);
    const mark = /<a class="count" href="([^"]*)" aria-label="([^"]*)">2<\/a>/.exec(page.body);
    expect(mark?.[2]).toMatch(/^Comptes-rendus, novembre 2026 : 2 documents/);
    expect([...titlesIn(await visitor.open(mark?.[1]?.replaceAll('&amp;', '&') ?? ''))].sort()).toEqual(['Fin novembre', 'Novembre']);
    const years = await visitor.open(page.link('Toutes les années'));
    expect(years.body.match(/<th scope="col">/g)).toHaveLength(3);
    const days = await visitor.open((await visitor.open(years.link('2026'))).link('nov.'));
    expect([...days.body.matchAll(/<th scope="col">(\d+)<\/th>/g)].map(([, day]) => day)).toEqual(['19', '30']);
  });

  it('the small pictures show text and photographs, and name the others', async () => {
    store(visitor.state, { title: 'Note' });
    const photograph = store(visitor.state, { title: 'Photo', mediaType: 'image/jpeg' });
    store(visitor.state, { title: 'Courrier', mediaType: 'application/pdf' });
    store(visitor.state, { title: 'Caché', hidden: ['INVISIBLE_PATIENT'] });
    const list = await visitor.signIn(at('Documents'));
    const page = await visitor.open(list.link('Miniatures'));
    expectWellFormed(page.body);
    expect(page.body).toContain('Plaie propre.');
    expect(page.body).toContain(`<img src="${addressOf(photograph)}/contenu"`);
    expect(page.body).toContain('PDF');
    expect(page.body).not.toContain('Caché');
  });

  it('the summary shows the five that came last', async () => {
    for (let day = 1; day <= 6; day += 1) store(visitor.state, { title: `Document ${day}`, addedAt: `2026110${day}080000`, day: `2026120${7 - day}` });
    const page = await visitor.signIn(at('DossierPatient'));
    expect(titlesIn(page)).toEqual(['Document 6', 'Document 5', 'Document 4', 'Document 3', 'Document 2']);
  });
});
