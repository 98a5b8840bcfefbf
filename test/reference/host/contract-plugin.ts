import { BehaviorSubject, firstValueFrom, map, of, Subject, scan, startWith } from 'rxjs';
import { DisposableStore } from '../../../src/api/disposable.js';
import type { Activate, HostUser, ValidatedDocument } from '../../../src/api/host.js';
import type { PatientDetails } from '../../../src/api/patient.js';
import { PluginError } from '../../../src/api/plugin-error.js';
import type { VitaleBeneficiary, VitaleReading } from '../../../src/api/vitale.js';

const command = (id: string) => ({ id, title: id });
/** The ids are those of the shipped manifest, so that a host made for it needs no other. */
export const CONTRACT_MANIFEST = {
  id: 'dmp',
  title: 'Contrat',
  publisher: 'Passerelle DMP',
  version: '1.0.0',
  engines: { host: '^1.5.0' },
  main: './main.js',
  browser: './browser.js',
  capabilities: { patient: 'read', documents: 'read', practice: 'read' },
  contributes: {
    views: { patientForm: [{ id: 'dmp.tab', title: 'Onglet' }], page: [{ id: 'dmp.about', title: 'Page', icon: 'info' }] },
    patientReaders: [{ id: 'dmp.vitale', title: 'Carte Vitale' }],
    commands: [
      ...['dmp.refreshStatus', 'dmp.showStatus', 'dmp.restartCardAgent', 'dmp.chooseReader', 'dmp.unlockCard', 'dmp.chooseSituation'],
      ...['dmp.cancelRefresh', 'dmp.leaflet'],
    ].map(command),
    contextKeys: { 'dmp.record': ['unknown', 'open'] },
    configuration: { 'dmp.statusMaxAgeMinutes': { type: 'integer', title: 'Âge', minimum: 1, maximum: 1440, default: 5 } },
  },
};

export interface Seen {
  readonly forms: readonly string[];
  readonly changes: readonly string[];
  readonly maxAge: number;
  readonly unknownKey: string;
  readonly user: HostUser;
  readonly id: string;
}

/** What the plugin has of the practice's documents. */
export interface SeenDocuments {
  /** Titles of each list it was told, `*` for a draft; or the code of what went wrong. */
  readonly lists: readonly (readonly string[] | string)[];
  readonly validated: readonly string[];
}

export const BENEFICIARY: VitaleBeneficiary = {
  birthName: 'DESMAUX',
  usedName: '',
  givenName: 'NATHALIE',
  birthDate: '19550615',
  birthRank: 1,
  nir: '255069999999934',
  certificationDate: '20260102',
  insuredNir: '255069999999934',
  quality: '0',
  address: [],
};
export const READING: VitaleReading = { cardKind: 'test', source: 'simulated', reader: 'Lecteur', beneficiaries: [BENEFICIARY] };

/** Uses everything a host offers. */
export const activate: Activate = (host) => {
  const own = new DisposableStore();
  const forms: string[] = [];
  const changes: string[] = [];
  const counted$ = new Subject<string>();
  own.add(host.events.formOpened$.subscribe(({ formId, patient }) => forms.push(`${formId} ${patient.identity.birthName}`)));
  own.add(host.events.formClosed$.subscribe(({ formId }) => forms.push(`${formId} closed`)));
  own.add(host.configuration.changed$.subscribe((keys) => changes.push(...keys)));
  own.add(
    host.views.publish('dmp.tab', (patient) =>
      counted$.pipe(
        scan((count, id) => count + (id === patient.id ? 1 : 0), 0),
        startWith(0),
        map((count) => ({ patientId: patient.id, count })),
      ),
    ),
  );
  own.add(host.views.publishPage('dmp.about', () => of({ publisher: host.plugin.publisher })));
  own.add(host.contextKeys.publish((patient) => of({ 'dmp.record': patient.id === 'unknown' ? 'unknown' : 'open' })));
  own.add(
    host.commands.register('dmp.refreshStatus', async ({ patient, ...args }) => {
      counted$.next(patient.id);
      return { matricule: patient.identity.matricule, args };
    }),
  );
  own.add(
    host.commands.register('dmp.showStatus', async () => {
      throw new PluginError('card.absent', { detail: { layer: 'card', code: 'CKR_TOKEN_NOT_PRESENT' } });
    }),
  );
  own.add(
    host.commands.registerForPage('dmp.restartCardAgent', async (): Promise<Seen> => {
      let unknownKey = 'accepted';
      try {
        host.configuration.get('dmp.nowhere');
      } catch {
        unknownKey = 'refused';
      }
      host.log('ContractPlugin').info('asked', { forms: forms.length });
      return { forms, changes, maxAge: host.configuration.get<number>('dmp.statusMaxAgeMinutes'), unknownKey, user: host.user, id: host.plugin.id };
    }),
  );
  own.add(
    host.commands.registerForPage('dmp.chooseReader', async ({ write, forget }) => {
      if (typeof write === 'string') await host.secrets.set('key', write);
      if (forget) await host.secrets.delete('key');
      return { secret: (await host.secrets.get('key')) ?? null };
    }),
  );
  const details: (PatientDetails | string)[] = [];
  own.add(
    host.commands.registerForPage('dmp.unlockCard', async ({ follow, once }) => {
      if (typeof follow === 'string')
        own.add(host.patients.details$(follow).subscribe({ next: (one) => details.push(one), error: ({ code }) => details.push(code) }));
      if (typeof once === 'string') await firstValueFrom(host.patients.details$(once));
      return details;
    }),
  );
  let readings = 0;
  let givenUp = 0;
  own.add(
    host.patientReaders.provide('dmp.vitale', async (signal) => {
      readings += 1;
      if (readings === 1) return READING;
      if (readings === 2) throw new PluginError('vitale.absent');
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          givenUp += 1;
          reject(new PluginError('vitale.absent'));
        });
      });
    }),
  );
  own.add(
    host.commands.registerForPage('dmp.chooseSituation', async ({ length }) => {
      if (typeof length !== 'number') return { readings, givenUp };
      return host.files.offer({ name: 'accusé.pdf', mediaType: 'application/pdf', bytes: Uint8Array.from({ length }, (_, index) => index % 251) });
    }),
  );
  const lists: (readonly string[] | string)[] = [];
  const validated: string[] = [];
  const said = ({ patient, document }: ValidatedDocument): string => `${patient.identity.birthName} ${document.title} ${document.version}`;
  const pending$ = new BehaviorSubject(0);
  own.add(host.events.documentValidated$.subscribe((one) => validated.push(said(one))));
  own.add(host.views.publishPageCount('dmp.about', () => pending$));
  own.add(
    host.commands.registerForPage('dmp.cancelRefresh', async ({ follow, since, count }): Promise<SeenDocuments> => {
      if (typeof count === 'number') pending$.next(count);
      if (typeof since === 'number') return { lists, validated: (await host.documents.validatedSince(since)).map(said) };
      if (typeof follow === 'string')
        own.add(
          host.documents.list$(follow).subscribe({
            next: (list) => lists.push(list.map(({ title, validatedAt }) => (validatedAt === undefined ? `*${title}` : title))),
            error: ({ code }) => lists.push(code),
          }),
        );
      return { lists, validated };
    }),
  );
  own.add(
    host.commands.registerForPage('dmp.leaflet', async ({ read, take, who, team }) => {
      if (team) return host.practice.professionals();
      if (typeof read === 'string') return sumOf(await host.documents.read(read));
      if (typeof who === 'string') return (await host.patients.get(who)) ?? null;
      const { name, bytes } = await host.files.take(String(take));
      return { name, ...sumOf(bytes) };
    }),
  );
  return {
    async deactivate() {
      own.dispose();
    },
  };
};

/** Enough of a file to tell that it arrived whole. */
export const sumOf = (bytes: Uint8Array) => ({ length: bytes.length, sum: bytes.reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7) });
