import { describe, expect, test, vi } from 'vitest';
import type { ContextValues, OfferedFile } from '../../src/api/host.js';
import type { PatientDetails, PatientRef } from '../../src/api/patient.js';
import type { PracticeProfessional } from '../../src/api/professional.js';
import type { VitaleReading } from '../../src/api/vitale.js';
import { READING, type Seen, type SeenDocuments, sumOf } from '../reference/host/contract-plugin.js';

/** What every `PluginContext` does for a plugin, seen from both sides: the contract plugin uses all of it, a `HostDriver` plays the user. */

export interface Shown<T> {
  last(): T | undefined;
  stop(): void;
}
export interface HostDriver {
  readonly patients: readonly [PatientRef, PatientRef];
  openForm(patient: PatientRef, formId: string): Promise<void>;
  closeForm(formId: string): Promise<void>;
  show<T>(viewId: string, patient: PatientRef): Promise<Shown<T>>;
  showPage<T>(viewId: string): Promise<Shown<T>>;
  contextOf(patient: PatientRef, formId: string): Promise<Shown<ContextValues>>;
  run(id: string, patient: PatientRef, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  runForPage(id: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  configure(key: string, value: number): Promise<void>;
  /** The user stores another e-mail address in the form. */
  changeEmail(patient: PatientRef, email: string): Promise<void>;
  readCard(readerId: string, signal?: AbortSignal): Promise<VitaleReading>;
  /** A page fetches a file. Undefined: it is not there. */
  fetchFile(file: OfferedFile): Promise<Uint8Array | undefined>;
  /** The user adds a file to the folder of a patient, as a draft. Answers its id. */
  addDocument(patient: PatientRef, title: string, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  validateDocument(patient: PatientRef, documentId: string): Promise<void>;
  /** The user replaces the content: the draft of a next version. */
  changeDocument(patient: PatientRef, documentId: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** A page posts a file to the plugin. Answers its id. */
  postFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** What stands beside a page in the rail. */
  pageCount(viewId: string): Promise<Shown<number>>;
  stop(): Promise<void>;
}

/** The suite. `start` runs `activate` in the host under test. */
export function hostContract(name: string, start: () => Promise<HostDriver>): void {
  const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
  const contract = (sentence: string, run: (host: HostDriver) => Promise<void>) =>
    test(sentence, { timeout: 60_000 }, async () => {
      const host = await start();
      try {
        await run(host);
      } finally {
        await host.stop();
      }
    });

  describe(`${name} is a host`, () => {
    contract('forms are told when they open, with the whole patient, and when they close', async (host) => {
      const [one, other] = host.patients;
      await host.openForm(one, 'form-1');
      await host.openForm(other, 'form-2');
      await host.closeForm('form-1');
      const forms = async () => ((await host.runForPage('dmp.restartCardAgent')) as Seen).forms;
      await vi.waitFor(async () => expect(await forms()).toEqual([`form-1 ${one.identity.birthName}`, `form-2 ${other.identity.birthName}`, 'form-1 closed']), {
        timeout: 20_000,
      });
    });

    contract('each place on screen has the states of its patient', async (host) => {
      const [one, other] = host.patients;
      const [mine, theirs] = [await host.show('dmp.tab', one), await host.show('dmp.tab', other)];
      await soon(() =>
        expect([mine.last(), theirs.last()]).toEqual([
          { patientId: one.id, count: 0 },
          { patientId: other.id, count: 0 },
        ]),
      );
      await host.run('dmp.refreshStatus', one);
      await soon(() =>
        expect([mine.last(), theirs.last()]).toEqual([
          { patientId: one.id, count: 1 },
          { patientId: other.id, count: 0 },
        ]),
      );
    });

    contract('a place that goes away gets no more states', async (host) => {
      const [one] = host.patients;
      const [gone, stays] = [await host.show('dmp.tab', one), await host.show('dmp.tab', one)];
      await soon(() =>
        expect([gone.last(), stays.last()]).toEqual([
          { patientId: one.id, count: 0 },
          { patientId: one.id, count: 0 },
        ]),
      );
      gone.stop();
      await host.run('dmp.refreshStatus', one);
      await soon(() => expect(stays.last()).toEqual({ patientId: one.id, count: 1 }));
      expect(gone.last()).toEqual({ patientId: one.id, count: 0 });
    });

    contract('a page has a state without a patient', async (host) => {
      const shown = await host.showPage('dmp.about');
      await soon(() => expect(shown.last()).toEqual({ publisher: 'Passerelle DMP' }));
    });

    contract('context values follow an open form', async (host) => {
      const [one] = host.patients;
      await host.openForm(one, 'form-1');
      const values = await host.contextOf(one, 'form-1');
      await soon(() => expect(values.last()).toEqual({ 'dmp.record': 'open' }));
    });

    contract('a command gets the whole patient and its arguments, and answers', async (host) => {
      const [one] = host.patients;
      expect(await host.run('dmp.refreshStatus', one, { colour: 'blue' })).toEqual({ matricule: one.identity.matricule, args: { colour: 'blue' } });
    });

    contract('a refusal of the plugin arrives with its code and detail', async (host) => {
      await expect(host.run('dmp.showStatus', host.patients[0])).rejects.toMatchObject({
        code: 'card.absent',
        about: { detail: { layer: 'card', code: 'CKR_TOKEN_NOT_PRESENT' } },
      });
    });

    contract('who is signed in is told as the national directory knows him, and where he practises', async (host) => {
      const { user } = (await host.runForPage('dmp.restartCardAgent')) as Seen;
      expect(user.member).toEqual({
        id: '899900021212',
        familyName: 'INFIRMIER0212',
        givenName: 'Léa',
        professionCode: '60',
        situations: [{ id: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', structureId: '499900021212001', sectorCode: 'SA07' }],
      });
    });

    contract('a setting has its default, changes are told, an unknown key is refused', async (host) => {
      const before = (await host.runForPage('dmp.restartCardAgent')) as Seen;
      expect(before).toMatchObject({ maxAge: 5, changes: [], unknownKey: 'refused', id: 'dmp', user: { id: expect.stringMatching(/./) } });
      await host.configure('dmp.statusMaxAgeMinutes', 9);
      await vi.waitFor(async () => expect(await host.runForPage('dmp.restartCardAgent')).toMatchObject({ maxAge: 9, changes: ['dmp.statusMaxAgeMinutes'] }), {
        timeout: 20_000,
      });
    });

    contract('a secret is kept until it is deleted', async (host) => {
      expect(await host.runForPage('dmp.chooseReader')).toEqual({ secret: null });
      expect(await host.runForPage('dmp.chooseReader', { write: 'sesame' })).toEqual({ secret: 'sesame' });
      expect(await host.runForPage('dmp.chooseReader')).toEqual({ secret: 'sesame' });
      expect(await host.runForPage('dmp.chooseReader', { forget: true })).toEqual({ secret: null });
    });

    contract('the details of a patient come at once, and again when the form is stored', async (host) => {
      const [one, other] = host.patients;
      await host.runForPage('dmp.unlockCard', { follow: one.id });
      const details = async () => (await host.runForPage('dmp.unlockCard')) as PatientDetails[];
      await vi.waitFor(async () => expect(await details()).toMatchObject([{ patientId: one.id, address: { country: 'FRANCE' } }]), { timeout: 20_000 });
      await host.changeEmail(other, 'autre@exemple.fr');
      await host.changeEmail(one, 'nouvelle@exemple.fr');
      await vi.waitFor(async () => expect((await details()).at(-1)).toMatchObject({ patientId: one.id, email: 'nouvelle@exemple.fr' }), { timeout: 20_000 });
      expect((await details()).every(({ patientId }) => patientId === one.id)).toBe(true);
    });

    contract('the details of nobody are an error', async (host) => {
      await host.runForPage('dmp.unlockCard', { follow: 'nobody' });
      await vi.waitFor(async () => expect(await host.runForPage('dmp.unlockCard')).toEqual(['host.unavailable']), { timeout: 20_000 });
      await expect(host.runForPage('dmp.unlockCard', { once: 'nobody' })).rejects.toMatchObject({ code: 'host.unavailable' });
    });

    contract('a card is read by the reader of the plugin, a refusal arrives with its code, and giving up is told', async (host) => {
      expect(await host.readCard('dmp.vitale')).toEqual(READING);
      await expect(host.readCard('dmp.vitale')).rejects.toMatchObject({ code: 'vitale.absent' });
      const user = new AbortController();
      const reading = host.readCard('dmp.vitale', user.signal);
      reading.catch(() => {});
      const counts = () => host.runForPage('dmp.chooseSituation');
      await vi.waitFor(async () => expect(await counts()).toEqual({ readings: 3, givenUp: 0 }), { timeout: 20_000 });
      user.abort();
      await expect(reading).rejects.toThrow();
      await vi.waitFor(async () => expect(await counts()).toEqual({ readings: 3, givenUp: 1 }), { timeout: 20_000 });
    });

    contract('an offered file is fetched once, whole; one that is too large is refused', async (host) => {
      const offer = async (length: number) => (await host.runForPage('dmp.chooseSituation', { length })) as OfferedFile;
      const [large, small] = [await offer(10_000_000), await offer(3)];
      expect(large).toMatchObject({ name: 'accusé.pdf', mediaType: 'application/pdf' });
      expect(Array.from((await host.fetchFile(small)) ?? [])).toEqual([0, 1, 2]);
      const bytes = await host.fetchFile(large);
      expect([bytes?.length, bytes?.[9_999_999]]).toEqual([10_000_000, 9_999_999 % 251]);
      expect(await host.fetchFile(small)).toBeUndefined();
      await expect(offer(10_000_001)).rejects.toThrow();
    });

    const documents = (host: HostDriver, args = {}) => host.runForPage('dmp.cancelRefresh', args) as Promise<SeenDocuments>;
    const pattern = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7) % 251);

    contract('the folder of a patient is told at once, and again when a document comes, is validated or changes; that of nobody is an error', async (host) => {
      const [one, other] = host.patients;
      await documents(host, { follow: one.id });
      await soon(async () => expect((await documents(host)).lists).toEqual([[]]));
      await host.addDocument(other, 'Certificat', pattern(3));
      const id = await host.addDocument(one, 'Ordonnance', pattern(3));
      await soon(async () => expect((await documents(host)).lists.at(-1)).toEqual(['*Ordonnance']));
      await host.validateDocument(one, id);
      await soon(async () => expect((await documents(host)).lists.at(-1)).toEqual(['Ordonnance']));
      await host.changeDocument(one, id, pattern(4));
      await soon(async () => expect((await documents(host)).lists.at(-1)).toEqual(['*Ordonnance']));
      expect((await documents(host)).lists.flat()).not.toContain('*Certificat');
      await documents(host, { follow: 'nobody' });
      await soon(async () => expect((await documents(host)).lists.at(-1)).toBe('host.unavailable'));
    });

    contract('a validation is told once, with the patient and the version, and what happened before can be asked for', async (host) => {
      const [one, other] = host.patients;
      await documents(host);
      const before = Date.now();
      const [mine, theirs] = [await host.addDocument(one, 'Ordonnance', pattern(3)), await host.addDocument(other, 'Certificat', pattern(3))];
      await host.validateDocument(one, mine);
      await host.validateDocument(other, theirs);
      await host.changeDocument(one, mine, pattern(4));
      await host.validateDocument(one, mine);
      const [first, second] = [`${one.identity.birthName} Ordonnance`, `${other.identity.birthName} Certificat 1`];
      await soon(async () => expect((await documents(host)).validated).toEqual([`${first} 1`, second, `${first} 2`]));
      expect((await documents(host, { since: before })).validated).toEqual([second, `${first} 2`]);
      expect((await documents(host, { since: Date.now() + 1_000_000 })).validated).toEqual([]);
    });

    contract('a document is read whole, as it is now; one nobody has is refused', async (host) => {
      const [one] = host.patients;
      const bytes = pattern(3_000_000);
      const id = await host.addDocument(one, 'Photo', bytes);
      expect(await host.runForPage('dmp.leaflet', { read: id })).toEqual(sumOf(bytes));
      await host.changeDocument(one, id, pattern(5));
      expect(await host.runForPage('dmp.leaflet', { read: id })).toEqual(sumOf(pattern(5)));
      await expect(host.runForPage('dmp.leaflet', { read: '../practice.sqlite' })).rejects.toMatchObject({ code: 'host.unknownDocument' });
    });

    contract('a posted file is taken once, whole', async (host) => {
      const bytes = pattern(20_000_000);
      const [large, empty] = [await host.postFile('compte rendu é.pdf', bytes), await host.postFile('vide.txt', pattern(0))];
      expect(await host.runForPage('dmp.leaflet', { take: large })).toEqual({ name: 'compte rendu é.pdf', ...sumOf(bytes) });
      expect(await host.runForPage('dmp.leaflet', { take: empty })).toMatchObject({ name: 'vide.txt', length: 0 });
      await expect(host.runForPage('dmp.leaflet', { take: large })).rejects.toMatchObject({ code: 'host.fileGone' });
    });

    contract('who a patient is can be asked at any time', async (host) => {
      const [one] = host.patients;
      expect(await host.runForPage('dmp.leaflet', { who: one.id })).toEqual(one);
      expect(await host.runForPage('dmp.leaflet', { who: 'nobody' })).toBeNull();
    });

    contract('who practises in the practice is told: professionals with a national id and their structures, and no staff', async (host) => {
      const team = (await host.runForPage('dmp.leaflet', { team: true })) as PracticeProfessional[];
      expect(team.length).toBeGreaterThan(0);
      for (const { cardKind, familyName, id, professionCode, structureIds } of team) {
        expect([/^8\d{11}$/.test(id), familyName !== '', /^\d{2}$/.test(professionCode), structureIds.length > 0]).toEqual([true, true, true, true]);
        expect([undefined, 'CPF']).toContain(cardKind);
      }
    });

    contract('the count of a page follows', async (host) => {
      await documents(host, { count: 2 });
      const count = await host.pageCount('dmp.about');
      await soon(() => expect(count.last()).toBe(2));
      await documents(host, { count: 0 });
      await soon(() => expect(count.last()).toBe(0));
    });
  });
}
