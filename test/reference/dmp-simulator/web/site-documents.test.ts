import { beforeEach, describe, expect, it } from 'vitest';
import { BY_DOCTOR, file } from './filed-documents.js';
import { NURSE, OID, OPEN, TWO_SITUATIONS } from './in-memory-state.js';
import { expectWellFormed, SiteVisitor } from './site-visitor.js';

const at = (page: string, { matricule } = OPEN) => `/AccesDirect/${page}/${matricule}/${OID}`;
const SYNTHESIS = { typeCode: { code: '60591-5', system: '1.2', display: 'Synthèse' } };

let visitor: SiteVisitor;
beforeEach(async () => {
  visitor = await SiteVisitor.arrive();
});

/** The titles of the table, in their order. */
const titlesIn = ({ text }: { readonly text: string }): readonly string[] =>
  [...text.matchAll(/href="\/document\/[^"]+">([^<]+)<\/a><\/td>/g)].map(([, title = '']) => title);
const hrefOf = (uniqueId: string): string => `/document/${uniqueId}`;
async function documents(query = ''): Promise<Awaited<ReturnType<SiteVisitor['open']>>> {
  return visitor.open(at('Documents') + query);
}

describe('the list of documents', () => {
  it('has the rubrics of the guide, its columns and its three lists', async () => {
    file(visitor.state, 'Fiche');
    await visitor.signIn();
    const page = await documents();
    expectWellFormed(page.body);
    const rubrics = [
      ...['Synthèses', 'Traitements et soins (1)', 'Comptes-rendus', 'Imagerie médicale', 'Biologie', 'Prévention', 'Certificats, déclarations'],
      ...['Données de remboursement', 'Documents ajoutés par le patient'],
    ];
    const found = [...page.text.matchAll(/rubrique=[^"]+"[^>]*>(?:<svg.*?<\/svg>)?([^<]+)</gs)].map(([, words]) => words);
    expect(found).toEqual(rubrics);
    for (const words of ['Type', 'Titre', "Début de l'acte", 'Auteur', 'Profession / Spécialité', 'Documents (1/1)', 'Documents courants (1)'])
      expect(page.text).toContain(words);
    expect(page.text).toMatch(/05\/01\/2026[\s\S]*Léa INFIRMIER[\s\S]*Infirmier/);
  });

  it('says that there is nothing where there is nothing', async () => {
    await visitor.signIn();
    expect((await documents()).text).toContain('Aucun document à afficher');
  });

  it('shows the current ones, the archived ones and those the patient does not see, each in its list; the deleted and the replaced in none', async () => {
    const former = file(visitor.state, 'Ancienne');
    file(visitor.state, 'Nouvelle', { replaces: former });
    file(visitor.state, 'Archivée', { status: 'Archived' });
    file(visitor.state, 'Supprimée', { status: 'Deleted' });
    file(visitor.state, 'À annoncer', { hidden: ['INVISIBLE_PATIENT'], serviceStartTime: '20260201' });
    await visitor.signIn();
    expect(titlesIn(await documents())).toEqual(['À annoncer', 'Nouvelle']);
    expect(titlesIn(await documents('?liste=archives'))).toEqual(['Archivée']);
    expect(titlesIn(await documents('?liste=non-visibles'))).toEqual(['À annoncer']);
    expect((await documents()).text).toMatch(/Nouvelle[\s\S]*Version 2/);
  });

  it('narrows to a rubric, an author, a profession and a period, and tells how many of how many', async () => {
    file(visitor.state, 'Fiche');
    file(visitor.state, 'Synthèse du médecin', { ...SYNTHESIS, author: BY_DOCTOR, serviceStartTime: '20251201' });
    await visitor.signIn();
    expect(titlesIn(await documents('?rubrique=syntheses'))).toEqual(['Synthèse du médecin']);
    const byDoctor = await documents('?auteur=1');
    expect(titlesIn(byDoctor)).toEqual(['Synthèse du médecin']);
    expect(byDoctor.text).toContain('Documents (1/2)');
    expect(byDoctor.text).toContain('<option value="1" selected>Fabrice ALONSO');
    expect(titlesIn(await documents('?profession=1'))).toEqual(['Fiche']);
    expect(titlesIn(await documents('?du=2026-01-01&au=2026-01-05'))).toEqual(['Fiche']);
    expect(titlesIn(await documents('?auteur=99&du=demain'))).toEqual(['Fiche', 'Synthèse du médecin']);
    expect(byDoctor.link('Biologie')).toContain('auteur=1');
  });

  it('keeps what is masked from professionals for its author and the médecin traitant', async () => {
    const nurses = file(visitor.state, "Masquée de l'infirmière", { hidden: ['MASQUE_PS'] });
    const doctors = file(visitor.state, 'Masquée du médecin', { author: BY_DOCTOR, hidden: ['MASQUE_PS'] });
    const physio = visitor.another();
    await physio.signIn(undefined, TWO_SITUATIONS);
    await physio.submit('/situation', { structureId: 's2' });
    expect(titlesIn(await physio.open(at('Documents')))).toEqual([]);
    for (const one of [nurses, doctors]) expect((await physio.open(hrefOf(one))).status).toBe(404);
    await visitor.signIn(); // she is the médecin traitant of this record
    expect(titlesIn(await documents())).toHaveLength(2);
  });

  it('is closed to staff, and says who may read', async () => {
    file(visitor.state, 'Fiche');
    const staff = { ...NURSE, psId: '4', cardKind: 'CPE' as const };
    visitor.state.professionals.push(staff);
    await visitor.signIn(undefined, staff);
    const page = await documents();
    expect(titlesIn(page)).toEqual([]);
    expect(page.text).toContain('Une carte CPE ne permet pas de lire les documents');
  });
});

describe('a document', () => {
  it('opens as it was sent, is traced, and is new no more', async () => {
    const uniqueId = file(visitor.state, 'Fiche', { body: { mediaType: 'text/plain', text: 'Pansement refait, été.' } });
    await visitor.signIn();
    expect((await documents()).text).toContain('Nouveau');
    const opened = await visitor.open(hrefOf(uniqueId));
    expect([opened.body, opened.headers['content-type'], opened.headers['cache-control']]).toEqual([
      'Pansement refait, été.',
      'text/plain; charset=utf-8',
      'no-store',
    ]);
    expect(visitor.state.traces.at(-1)).toMatchObject({ what: "Lecture d'un document", granted: true });
    expect((await documents()).text).not.toContain('Nouveau');
  });

  it('that browsers do not show is saved under a name that says nothing', async () => {
    const uniqueId = file(visitor.state, 'Fiche', { body: { mediaType: 'text/rtf', text: '{\\rtf1}' } });
    await visitor.signIn();
    expect((await visitor.open(hrefOf(uniqueId))).headers['content-disposition']).toBe('attachment; filename="document.rtf"');
  });

  it.each([
    ['is not there', () => '1.2.3'],
    ['was deleted', (one: SiteVisitor) => file(one.state, 'Supprimée', { status: 'Deleted' })],
  ])('that %s is the page that nobody knows', async (_, make) => {
    const uniqueId = make(visitor);
    await visitor.signIn();
    expect((await visitor.open(hrefOf(uniqueId))).status).toBe(404);
  });

  it('asks who has not signed in to do so, and tells nothing before', async () => {
    const answer = await visitor.open(hrefOf(file(visitor.state, 'Fiche')));
    expect(answer.url).toBe('/AccesDirect/TableauDeBord');
    expect(answer.text).not.toContain('Corps de Fiche');
  });
});

it('Parcours de soins shows the documents by month and by rubric, the summary the newest ones', async () => {
  file(visitor.state, 'Fiche de janvier');
  file(visitor.state, 'Synthèse de décembre', { ...SYNTHESIS, serviceStartTime: '20251210' });
  await visitor.signIn();
  const { body, text } = await visitor.open(at('ParcoursDeSoins'));
  expectWellFormed(body);
  expect(text).toMatch(/janvier 2026[\s\S]*Fiche de janvier[\s\S]*décembre 2025[\s\S]*Synthèse de décembre/);
  expect((await visitor.open(at('DossierPatient'))).text).toMatch(/Derniers documents[\s\S]*Fiche de janvier[\s\S]*Synthèse de décembre/);
});
