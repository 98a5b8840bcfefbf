import { map, of, Subject, scan, startWith } from 'rxjs';
import { DisposableStore } from '../../../src/api/disposable.js';
import type { Activate } from '../../../src/api/host.js';
import { PluginError } from '../../../src/api/plugin-error.js';

const command = (id: string) => ({ id, title: id });
/** The ids are those of the shipped manifest, so that a host made for it needs no other. */
export const CONTRACT_MANIFEST = {
  id: 'dmp',
  title: 'Contrat',
  publisher: 'Passerelle DMP',
  version: '1.0.0',
  engines: { host: '^1.2.0' },
  main: './main.js',
  browser: './browser.js',
  capabilities: { patient: 'read' },
  contributes: {
    views: { patientForm: [{ id: 'dmp.tab', title: 'Onglet' }], page: [{ id: 'dmp.about', title: 'Page', icon: 'info' }] },
    commands: ['dmp.refreshStatus', 'dmp.showStatus', 'dmp.restartCardAgent', 'dmp.chooseReader'].map(command),
    contextKeys: { 'dmp.record': ['unknown', 'open'] },
    configuration: { 'dmp.statusMaxAgeMinutes': { type: 'integer', title: 'Âge', minimum: 1, maximum: 1440, default: 5 } },
  },
};

export interface Seen {
  readonly forms: readonly string[];
  readonly changes: readonly string[];
  readonly maxAge: number;
  readonly unknownKey: string;
  readonly user: string;
  readonly id: string;
}

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
      return { forms, changes, maxAge: host.configuration.get<number>('dmp.statusMaxAgeMinutes'), unknownKey, user: host.user.id, id: host.plugin.id };
    }),
  );
  own.add(
    host.commands.registerForPage('dmp.chooseReader', async ({ write, forget }) => {
      if (typeof write === 'string') await host.secrets.set('key', write);
      if (forget) await host.secrets.delete('key');
      return { secret: (await host.secrets.get('key')) ?? null };
    }),
  );
  return {
    async deactivate() {
      own.dispose();
    },
  };
};
