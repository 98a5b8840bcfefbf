import { inject, injectable } from 'inversify';
import { combineLatest, defer, distinctUntilChanged, filter, map, type Observable, startWith } from 'rxjs';
import { PluginContext } from '../api/host.js';
import type { DmpEnvironment, Support } from '../api/messages.js';

/** The keys of the manifest's `configuration`, with their types. */
export interface SettingValues {
  readonly 'dmp.environment': DmpEnvironment;
  readonly 'dmp.statusMaxAgeMinutes': number;
  readonly 'dmp.showWebDmpNotice': boolean;
  /** Empty: the address of the environment. So with every other address. */
  readonly 'dmp.baseUrl': string;
  readonly 'dmp.webBaseUrl': string;
  readonly 'dmp.trustedCertificates': string;
  /** Who speaks to the DMP: a card in a reader, one in a folder, or the certificates of the structure for the user of the host. */
  readonly 'dmp.authentication': 'card' | 'softwareCard' | 'structure';
  /** Path of the PKCS#11 module; empty: the one that is found. */
  readonly 'dmp.cardModule': string;
  /** Path of a PKCS#12 that signs where the module cannot use the signature key of the card; empty: the card signs. */
  readonly 'dmp.cardSoftwareSignature': string;
  readonly 'dmp.softwareCardReader': string;
  /** Path of a program that reads Cartes Vitale by the licensed interface; empty: they are read where the professional's card is. */
  readonly 'dmp.vitaleProgram': string;
  /** Paths of the PKCS#12 ORG_AUTH_CLI and ORG_SIGN. */
  readonly 'dmp.structureAuthentication': string;
  readonly 'dmp.structureSignature': string;
  readonly 'dmp.requestTimeoutSeconds': number;
  readonly 'dmp.lpsOid': string;
  readonly 'dmp.lpsName': string;
  readonly 'dmp.homologationNumber': string;
  readonly 'dmp.supportDmpPhone': string;
  readonly 'dmp.supportProductPhone': string;
  readonly 'dmp.supportProductEmail': string;
  /** Address of the videos on the DMP; empty: none are offered. */
  readonly 'dmp.videoUrl': string;
  /** Transactions withdrawn from the national system (creation, internet account). `environment`: only where the environment still has them, the simulator. */
  readonly 'dmp.legacyTransactions': 'environment' | 'on' | 'off';
  /** Days after which the professional is told again that accesses are traced. */
  readonly 'dmp.tracesNoticeDays': number;
  /** The line a patient may call, as printed on the receipt, and what a call costs. */
  readonly 'dmp.patientPhone': string;
  readonly 'dmp.patientPhoneCost': string;
  /** Address of the parameter file; empty: that of the environment. */
  readonly 'dmp.parametersUrl': string;
  /** Of the terms of use that the signature refers to; empty: no link. */
  readonly 'dmp.termsUrl': string;
  /** Of a file that is joined, and of the document that is made of it. */
  readonly 'dmp.maxDocumentMegabytes': number;
  /** Days a document that was sent stays in the outbox. */
  readonly 'dmp.sentDays': number;
}
export type SettingKey = keyof SettingValues;

/** The configuration of the plugin, typed. */
@injectable()
export class Settings {
  constructor(@inject(PluginContext) private readonly host: Pick<PluginContext, 'configuration'>) {}

  get<K extends SettingKey>(key: K): SettingValues[K] {
    return this.host.configuration.get<SettingValues[K]>(key);
  }

  /** The value, and each one that follows. */
  value$<K extends SettingKey>(key: K): Observable<SettingValues[K]> {
    return defer(() =>
      this.host.configuration.changed$.pipe(
        filter((keys) => keys.includes(key)),
        startWith([]),
        map(() => this.get(key)),
        distinctUntilChanged(),
      ),
    );
  }

  /** Whom the user may call or write to. */
  readonly support$: Observable<Support> = defer(() =>
    combineLatest({
      dmpPhone: this.value$('dmp.supportDmpPhone'),
      productPhone: this.value$('dmp.supportProductPhone'),
      productEmail: this.value$('dmp.supportProductEmail'),
    }),
  );
}
