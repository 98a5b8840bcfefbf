import type { MessageConnection } from 'vscode-jsonrpc';
import type { ValidatedDocument } from '../../../../src/api/host.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { PatientRef } from '../../../../src/api/patient.js';
import { notify } from '../../notify.js';
import { toResponseError } from './error-transport.js';
import { PatientWatches } from './patient-watches.js';
import * as protocol from './plugin-protocol.js';

/** The practice's documents, as the plugins may ask for them. */
export interface PracticeDocuments {
  /** Undefined: there is no such patient. */
  list(patientId: string): Promise<readonly LocalDocument[] | undefined>;
  /** The oldest first. */
  validatedSince(time: number): Promise<readonly ValidatedDocument[]>;
  /** Undefined: there is no such document. */
  read(documentId: string): Promise<Buffer | undefined>;
}

interface Access {
  /** The capability `documents: read`. */
  readonly isGranted: boolean;
  /** The patient as this plugin may know him. */
  told(patient: PatientRef): PatientRef;
  onRefused(): void;
}

/** What one life of a plugin has of the practice's documents. */
export class PluginDocuments {
  private readonly watches: PatientWatches<readonly LocalDocument[]>;

  constructor(
    private readonly connection: MessageConnection,
    private readonly documents: PracticeDocuments,
    private readonly access: Access,
  ) {
    this.watches = new PatientWatches(
      (patientId) => documents.list(patientId),
      (watchId, list) => void notify(connection, protocol.documentList, { watchId, documents: list }),
    );
    connection.onRequest(protocol.watchDocuments, ({ watchId, patientId }) => {
      this.check();
      return this.watches.open(watchId, patientId);
    });
    connection.onNotification(protocol.unwatchDocuments, ({ watchId }) => this.watches.close(watchId));
    connection.onRequest(protocol.validatedDocuments, async ({ since }) => {
      this.check();
      return (await this.documents.validatedSince(since)).map((validated) => this.told(validated));
    });
  }

  /** Undefined: there is no such document, or none for this plugin. */
  async read(documentId: string): Promise<Buffer | undefined> {
    if (this.access.isGranted) return this.documents.read(documentId);
    this.access.onRefused();
    return undefined;
  }

  /** Something is new in the folder of this patient. */
  changed(patientId: string): void {
    this.watches.changed(patientId);
  }

  validated(validated: ValidatedDocument): void {
    if (this.access.isGranted) void notify(this.connection, protocol.documentValidated, this.told(validated));
  }

  private told({ patient, document }: ValidatedDocument): ValidatedDocument {
    return { patient: this.access.told(patient), document };
  }

  private check(): void {
    if (this.access.isGranted) return;
    this.access.onRefused();
    throw toResponseError({ code: 'host.unavailable' });
  }
}
