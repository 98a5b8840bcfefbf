import { describe, expect, test, vi } from 'vitest';
import type { ContextValues, OfferedFile } from '../../src/api/host.js';
import type { PatientDetails, PatientRef } from '../../src/api/patient.js';
import type { VitaleReading } from '../../src/api/vitale.js';
import { READING, type Seen } from '../reference/host/contract-plugin.js';

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

    contract('a setting has its default, changes are told, an unknown key is refused', async (host) => {
      const before = (await host.runForPage('dmp.restartCardAgent')) as Seen;
      expect(before).toMatchObject({ maxAge: 5, changes: [], unknownKey: 'refused', id: 'dmp', user: expect.stringMatching(/./) });
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
  });
}
