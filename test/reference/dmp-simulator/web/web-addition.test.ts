import { beforeEach, describe, expect, it, test } from 'vitest';
import type { DocumentEntry } from '../../../../reference/dmp-simulator/documents/document-model.js';
import { CLOSED, NURSE, OID, OPEN, OTHER_OPEN, SECRETARY, TWO_SITUATIONS, UNAUTHORISED } from './in-memory-state.js';
import { type Answer, expectWellFormed, SiteVisitor } from './site-visitor.js';

const DOCUMENTS = `/AccesDirect/Documents/${OPEN.matricule}/${OID}`;
const PDF_A = '%PDF-1.4\n<pdfaid:part>1</pdfaid:part>\n%%EOF';
const file = (name: string, content: string | Uint8Array<ArrayBuffer> = PDF_A): File => new File([content], name);
const FILLED = {
  ...{ mode: 'fichier', type: '57832-8', titre: 'Ordonnance kiné', date: '2026-11-20', debut: '2026-11-20', fin: '', commentaire: '' },
  ...{ texte: '', cadre: 'AMBULATOIRE', situation: 's1', visibilite: 'visible', fichier: file('ordonnance.pdf') },
};
type Form = Readonly<Record<string, string | File>>;

let visitor: SiteVisitor;
beforeEach(async () => {
  visitor = await SiteVisitor.arrive();
});

const begin = (patient: { readonly matricule: string; readonly insOid: string } = OPEN): Promise<Answer> =>
  visitor.submit('/ajout', { matricule: patient.matricule, insOid: patient.insOid });
const entries = (patient = OPEN): readonly DocumentEntry[] => visitor.state.documents.entriesOf(patient);
const versionIn = ({ body }: Answer): string => /name="version" value="(\d+)"/.exec(body)?.[1] ?? '';

async function fill(changes: Form = {}, professional = NURSE): Promise<Answer> {
  await visitor.signIn(DOCUMENTS, professional);
  if (professional === TWO_SITUATIONS) await visitor.submit('/situation', { structureId: 's2' });
  const form = await begin();
  return visitor.upload(form.url, { ...FILLED, ...changes });
}
const confirm = (confirmation: Answer): Promise<Answer> => visitor.submit(confirmation.url, { version: versionIn(confirmation) });

describe('the form', () => {
  it('is the one of the user guide, and begins with today and what the card says', async () => {
    await visitor.signIn(DOCUMENTS);
    const { body, status, text, url } = await begin();
    expect(status).toBe(200);
    expect(url).toMatch(/^\/ajout\/[\w-]{43}$/);
    expectWellFormed(body);
    for (const words of [
      '* Champs obligatoires',
      'Joindre un fichier ou rédiger un document',
      'Rédiger un document (texte libre)',
      'formats acceptés&nbsp;: jpeg, jpg, txt, pdf, rtf, tif, tiff',
      'Type du document *',
      'Titre *',
      'Commentaire lié au document (255 caractères max.)',
      'Date du document *',
      'Évènement / acte associé au document',
      'Date de début *',
      'Date de fin',
      'Auteur du document',
      "Cadre d'exercice",
      "Situation d'exercice",
      'CABINET INFIRMIER 1 RUE DES ESSAIS / Cabinet individuel',
      'Confidentialité du document',
      'il nécessite une information préalable par un professionnel de santé',
    ])
      expect(text).toContain(words);
    expect(body).toMatch(/<option value="AMBULATOIRE" selected>/);
    expect(body).toMatch(/id="mode-fichier"[^>]* checked/);
  });

  it('offers no type that only the patient, the insurance or the DMP feeds', async () => {
    await visitor.signIn(DOCUMENTS);
    const { body } = await begin();
    expect(body).toContain('value="57832-8"');
    for (const code of ['REMB', '11369-6', 'EXPPAT_1', 'DOCPAT04', 'E1762']) expect(body).not.toContain(`value="${code}"`);
  });

  it('speaks of representatives for a minor alone', async () => {
    visitor.state.putRecord({ ...OTHER_OPEN, traits: { ...OTHER_OPEN.traits, birthDate: `${new Date().getFullYear() - 9}-01-15` } });
    await visitor.signIn(DOCUMENTS);
    expect((await begin()).body).not.toContain('représentants légaux');
    expect((await begin(OTHER_OPEN)).body).toContain('Document invisible aux représentants légaux');
  });

  const NO_FILE = new File([], '');
  test.each<[string, Form, string]>([
    ['no file', { fichier: NO_FILE }, 'Joignez un fichier, ou choisissez de rédiger un document.'],
    ['an empty file', { fichier: file('vide.pdf', '') }, 'Ce fichier est vide.'],
    ['a file of more than 5 MB', { fichier: file('gros.pdf', PDF_A + ' '.repeat(5 * 1024 * 1024)) }, 'Ce fichier dépasse 5\u00a0Mo.'],
    ['a file of another kind', { fichier: file('macro.docx') }, "Ce format n'est pas accepté"],
    ['a file without a kind', { fichier: file('ordonnance') }, "Ce format n'est pas accepté"],
    ['a file that is not what its name says', { fichier: file('photo.jpg') }, "Le contenu de ce fichier n'est pas celui d'un fichier .jpg."],
    ['a PDF that is no PDF/A-1', { fichier: file('simple.pdf', '%PDF-1.7\n%%EOF') }, "Ce PDF n'est pas au format PDF/A-1"],
    ['no text', { mode: 'texte', texte: '  ' }, 'Écrivez le texte du document.'],
    ['no type', { type: '' }, 'Choisissez le type du document.'],
    ['a type that is not offered', { type: 'REMB' }, 'Choisissez le type du document.'],
    ['no title', { titre: ' ' }, 'Donnez un titre au document.'],
    ['too long a title', { titre: 'x'.repeat(129) }, 'Le titre a plus de 128 caractères.'],
    ['too long a comment', { commentaire: 'x'.repeat(256) }, 'Le commentaire a plus de 255 caractères.'],
    ['no date', { date: '' }, 'Donnez la date du document.'],
    ['a day that is none', { date: '2026-02-30' }, 'Donnez la date du document.'],
    ['a date to come', { date: '2999-01-01' }, "La date du document n'est pas encore passée."],
    ['no start', { debut: '' }, "Donnez la date de début de l'acte."],
    ['an end before the start', { fin: '2026-11-19' }, "L'acte finit avant de commencer."],
    ['no practice', { cadre: 'EXP_PATIENT' }, "Choisissez un cadre d'exercice."],
    ['the practice of somebody else', { situation: 's2' }, "Choisissez une situation d'exercice."],
    ['no visibility', { visibilite: 'autre' }, 'Choisissez qui peut voir le document.'],
    ['a visibility that only a program has', { visibilite: 'constructor', representants: 'oui' }, 'Choisissez qui peut voir le document.'],
    ['a kind that only a program has', { fichier: file('note.constructor') }, "Ce format n'est pas accepté"],
  ])('with %s comes back, says so beside the field and at the top, and keeps what was typed', async (_name, changes, words) => {
    const { body, status, text } = await fill({ titre: 'Ordonnance "kiné"', ...changes });
    expect(status).toBe(400);
    expectWellFormed(body);
    expect(text.split(words)).toHaveLength(3);
    expect(text).toMatch(/role="alert"/);
    if (!('titre' in changes)) expect(body).toContain('value="Ordonnance &quot;kiné&quot;"');
    expect(entries()).toEqual([]);
  });

  it('keeps a file that was taken when another field is wrong', async () => {
    const form = await fill({ titre: '' });
    expect(form.text).toContain('ordonnance.pdf');
    const confirmation = await visitor.upload(form.url, { ...FILLED, fichier: NO_FILE });
    expect(confirmation.url).toMatch(/\/confirmation$/);
    await confirm(confirmation);
    expect(entries()).toHaveLength(1);
  });

  it('that is too much to be read at all is told so, not cut off', async () => {
    const { status, text } = await fill({ fichier: file('enorme.pdf', PDF_A + ' '.repeat(26 * 1024 * 1024)) });
    expect(status).toBe(413);
    expect(text).toContain('Ce fichier dépasse 5\u00a0Mo.');
  });

  it('that cannot be read is refused', async () => {
    await visitor.signIn(DOCUMENTS);
    const { url } = await begin();
    const { status } = await visitor.send('POST', url, '--x\r\nbroken', { 'content-type': 'multipart/form-data; boundary=x' });
    expect(status).toBe(400);
  });
});

describe('the confirmation', () => {
  it('is the one of the user guide, shows the document, and has added nothing yet', async () => {
    const confirmation = await fill({ mode: 'texte', texte: 'Rééducation <b>du genou</b>\ndroit' });
    expectWellFormed(confirmation.body);
    for (const words of [
      'Documents</a></li>',
      '>Confirmation</li>',
      "Demande de confirmation de l'ajout du document",
      "L'ajout de document entrainera la mise en oeuvre d'une signature électronique (cf CGU).",
      'Validez-vous le contenu de ce document',
      'CABINET INFIRMIER',
      'Prescription de soins',
      'Ordonnance kiné',
      '20/11/2026',
      'Ajouté au DMP le',
      'Document visible par toute personne autorisée à accéder aux documents du dossier de votre patient',
      "Confirmer l'ajout de ce document",
      'Rééducation &lt;b&gt;du genou&lt;/b&gt;\ndroit',
    ])
      expect(confirmation.text).toContain(words);
    expect(entries()).toEqual([]);
  });

  it('shows the file as it was sent, with a policy that lets it do nothing', async () => {
    const confirmation = await fill();
    const { body, headers } = await visitor.open(confirmation.url.replace('confirmation', 'contenu'));
    expect(body).toBe(PDF_A);
    expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'content-security-policy': expect.stringMatching(/^default-src 'none'/) });
  });

  it('adds the document: it is in its rubric, and is traced', async () => {
    const list = await confirm(await fill({ commentaire: 'Genou droit' }));
    expect(list.url).toBe(`${DOCUMENTS}?ajout=fait`);
    expect(list.text).toContain('Le document a été ajouté au DMP de votre patient.');
    expect(list.text).toContain('Traitements et soins (1)');
    const page = await visitor.open(list.link('Ordonnance kiné'));
    for (const words of ['Prescription de soins', 'Genou droit', 'Léa INFIRMIER', 'PDF']) expect(page.text).toContain(words);
    expect((await visitor.open(page.link(`Ouvrir le document (PDF, ${PDF_A.length}\u00a0octets, nouvelle fenêtre)`))).body).toBe(PDF_A);
    expect(visitor.state.traces).toContainEqual(expect.objectContaining({ matricule: OPEN.matricule, what: "Ajout d'un document", granted: true, by: 'WEB' }));
  });

  it('adds it once, however often it is confirmed', async () => {
    const confirmation = await fill();
    const fields = { version: versionIn(confirmation) };
    const answers = await Promise.all([1, 2, 3].map(() => visitor.submit(confirmation.url, fields)));
    expect(answers.map(({ url }) => url)).toEqual(Array(3).fill(`${DOCUMENTS}?ajout=fait`));
    expect(entries()).toHaveLength(1);
    expect((await visitor.open(confirmation.url)).url).toBe(`${DOCUMENTS}?ajout=fait`);
  });

  it('of what was changed since is asked again', async () => {
    const first = await fill();
    const [key] = first.url.split('/confirmation');
    await visitor.upload(key ?? '', { ...FILLED, titre: 'Autre titre' });
    const again = await confirm(first);
    expect(again.text).toContain('Autre titre');
    expect(entries()).toEqual([]);
    await confirm(again);
    expect(entries().map(({ title }) => title)).toEqual(['Autre titre']);
  });

  it('can be left: nothing is added, and nothing is kept of it', async () => {
    const confirmation = await fill();
    const list = await visitor.submit(confirmation.url.replace('confirmation', 'annulation'), {});
    expect(list.url).toBe(DOCUMENTS);
    expect((await visitor.open(confirmation.url)).text).toContain("Cet ajout n'est plus en cours");
    expect(entries()).toEqual([]);
  });

  it('after the session is over adds nothing, and says so', async () => {
    const confirmation = await fill();
    await visitor.submit('/deconnexion', {});
    for (const answer of [await confirm(confirmation), await visitor.upload(confirmation.url.replace('/confirmation', ''), FILLED), await begin()]) {
      expect(answer.status).toBe(401);
      expect(answer.text).toContain('Votre session est terminée');
    }
    await visitor.signIn(DOCUMENTS);
    expect((await confirm(confirmation)).status).toBe(404);
    expect(entries()).toEqual([]);
  });

  it('is nobody else’s', async () => {
    const confirmation = await fill();
    const other = visitor.another();
    await other.signIn(DOCUMENTS);
    expect((await other.open(confirmation.url)).status).toBe(404);
    expect((await other.open(confirmation.url.replace('confirmation', 'contenu'))).status).toBe(404);
    expect((await other.submit(confirmation.url, { version: versionIn(confirmation) })).status).toBe(404);
    expect(entries()).toEqual([]);
  });

  it('for a record that was closed meanwhile adds nothing, and says what it is now', async () => {
    const confirmation = await fill();
    visitor.state.putRecord({ ...OPEN, status: 'terminated', closing: { date: '2026-11-23', reason: 'FERMETURE_DEMANDE_PATIENT' } });
    const answer = await confirm(confirmation);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Le DMP du patient est fermé');
    expect(entries()).toEqual([]);
    expect(visitor.state.traces.at(-1)).toMatchObject({ granted: false });
  });
});

describe('what is added', () => {
  it('has the metadata the form says', async () => {
    await confirm(await fill({ fin: '2026-11-22', visibilite: 'patient', situation: 's3', commentaire: 'À expliquer' }, TWO_SITUATIONS));
    expect(entries()).toMatchObject([
      {
        ...{ title: 'Ordonnance kiné', comments: 'À expliquer', status: 'Approved', version: 1, languageCode: 'fr-FR', mimeType: 'text/xml' },
        ...{ creationTime: '20261120120000', serviceStartTime: '20261120', serviceStopTime: '20261122' },
        classCode: { code: '42' },
        typeCode: { code: '57832-8' },
        formatCode: { code: 'urn:ihe:iti:xds-sd:pdf:2008' },
        practice: { code: 'AMBULATOIRE' },
        facility: { code: 'SA07' },
        confidentialities: [{ code: 'N' }, { code: 'INVISIBLE_PATIENT' }],
        authors: [{ persons: [expect.stringMatching(/^2\^KINE\^Marc\^/)], institutions: [expect.stringMatching(/^MAISON DE SANTE\^.*\^s3$/)] }],
      },
    ]);
    expect((await visitor.open(DOCUMENTS)).text).toContain('Documents non visibles par le patient (1)');
  });

  test.each([
    ['note.txt', 'Été', 'Été'],
    ['note.txt', new Uint8Array([0xc9, 0x74, 0xe9]), 'Été'],
    ['note.TXT', 'Capitales', 'Capitales'],
  ])('of a text %s is UTF-8', async (name, content, read) => {
    const list = await confirm(await fill({ fichier: file(name, content) }));
    expect((await visitor.open(list.link('Ordonnance kiné'))).body).toContain(`>${read}</pre>`);
  });

  it('keeps names with the signs of HL7 and of XML as they are', async () => {
    visitor.state.putRecord({ ...OTHER_OPEN, traits: { ...OTHER_OPEN.traits, birthName: "O'NEIL & <FILS>^|~\\", givenNames: 'ROSE MARIE' } });
    await visitor.signIn(DOCUMENTS);
    const form = await begin(OTHER_OPEN);
    const list = await confirm(await visitor.upload(form.url, { ...FILLED, titre: 'Suivi & <soins>' }));
    expect(list.status).toBe(200);
    expect(entries(OTHER_OPEN)).toMatchObject([
      { title: 'Suivi & <soins>', sourcePatientInfo: [expect.stringContaining('\\S\\\\F\\\\R\\\\E\\^ROSE^ROSE MARIE'), 'PID-7|19550615', expect.anything()] },
    ]);
  });

  it('must satisfy the rules of TD2.1: what they refuse is not added, and the page says why', async () => {
    const confirmation = await fill({ visibilite: 'tout' });
    const refused = await confirm(confirmation);
    expect(refused.status).toBe(409);
    expectWellFormed(refused.body);
    expect(refused.text).toContain('Un document ne peut pas être à la fois masqué aux professionnels et non visible par le patient');
    expect(entries()).toEqual([]);
    visitor.state.controls.hiddenFromBoth = true;
    expect((await confirm(refused)).url).toBe(`${DOCUMENTS}?ajout=fait`);
  });

  it('of an adult is hidden from no representative', async () => {
    const refused = await confirm(await fill({ representants: 'oui' }));
    expect(refused.text).toContain("Seul un document d'un mineur");
    expect(entries()).toEqual([]);
  });

  it('is in no address', async () => {
    const confirmation = await fill({ mode: 'texte', texte: 'secret' });
    for (const { body, url } of [confirmation, await confirm(confirmation)]) {
      expect(url).not.toMatch(/Ordonnance|secret/);
      for (const [, href = ''] of body.matchAll(/(?:href|action)="([^"]*)"/g)) expect(href).not.toMatch(/ordonnance|secret/i);
    }
    expect(confirmation.url).not.toContain(OPEN.matricule);
  });
});

describe('nothing is begun', () => {
  test.each([
    ['a closed record', CLOSED, 403, 'Le DMP du patient est fermé'],
    ['a record without authorisation', UNAUTHORISED, 403, "Vous n'avez pas l'autorisation"],
    ['a patient without a record', { matricule: '170082622170161', insOid: OID }, 404, "n'est pas encore créé"],
  ])('in %s', async (_name, patient, code, words) => {
    await visitor.signIn(DOCUMENTS);
    const { status, text } = await begin(patient);
    expect(status).toBe(code);
    expect(text).toContain(words);
  });

  it('by a member of the staff', async () => {
    await visitor.signIn(DOCUMENTS, SECRETARY);
    const { status, text } = await begin();
    expect(status).toBe(403);
    expect(text).toContain("Cette opération n'est pas ouverte au personnel");
  });

  it('from another site', async () => {
    await visitor.signIn(DOCUMENTS);
    const { status } = await visitor.submit('/ajout', { matricule: OPEN.matricule, insOid: OID }, { origin: 'http://127.0.0.1:9' });
    expect(status).toBe(403);
  });
});
