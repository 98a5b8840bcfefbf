/** Every way the plugin can fail, and whether trying again can help. The code chooses the sentences (`l10n`: `error.<code>.title`, `error.<code>.advice`). */
export const ERROR_CODES = {
  'card.absent': { retryable: true },
  /** What one professional asked the patient is not sent in the name of the next. */
  'card.changed': { retryable: false },
  'card.pinFormat': { retryable: false },
  'card.pinUnreadable': { retryable: true },
  /** Others have spent tries since the card was put in: only the last one is left, which nobody had been told. */
  'card.codeNotTried': { retryable: false },
  'card.unreadable': { retryable: true },
  /** The service of the readers (PC/SC) does not run, or this installation has no access to it. */
  'card.noPcsc': { retryable: true },
  'card.noPkcs11': { retryable: false },
  /** No PKCS#11 module is where one is looked for; the next: it failed. */
  'card.noModule': { retryable: true },
  'card.moduleFailed': { retryable: true },
  'card.noSituation': { retryable: false },
  /** The card does not show the key of its certificate. */
  'card.noKey': { retryable: false },
  /** The module cannot use the signature key; the next: the file that signs in its stead is not there, or of another holder. */
  'card.signatureUnsupported': { retryable: false },
  'card.otherSignature': { retryable: false },
  /** Neither OpenSSL nor stunnel reaches the key of the card. */
  'card.noTls': { retryable: false },
  /** The certificates of a structure: the files are not there; they are no PKCS#12; not those of TLS and of signature; of no structure of the user. */
  'structure.noFile': { retryable: true },
  'structure.unreadable': { retryable: true },
  'structure.wrongKind': { retryable: true },
  'structure.otherStructure': { retryable: true },
  /** Before or after the time for which they are good. */
  'structure.expired': { retryable: true },
  /** One passphrase opens one of the two. */
  'structure.twoPassphrases': { retryable: true },
  'structure.noPassphrase': { retryable: false },
  /** The host does not say who the user is. */
  'structure.noMember': { retryable: false },
  'agent.unavailable': { retryable: true },
  'dmp.unreachable': { retryable: true },
  'dmp.wrongAddress': { retryable: false },
  'dmp.timeout': { retryable: true },
  'dmp.tlsRefused': { retryable: false },
  'dmp.serverError': { retryable: true },
  'dmp.unreadable': { retryable: true },
  'dmp.tooLarge': { retryable: true },
  'dmp.refused': { retryable: false },
  'dmp.invalidCertificate': { retryable: false },
  'dmp.accessForbidden': { retryable: false },
  'dmp.rightsRefused': { retryable: false },
  'dmp.thresholdExceeded': { retryable: true },
  'dmp.structureUnknown': { retryable: false },
  'dmp.structureNotLinked': { retryable: false },
  'dmp.specialityMissing': { retryable: false },
  'dmp.insRejected': { retryable: false },
  'dmp.clockSkew': { retryable: true },
  'ins.notQualified': { retryable: false },
  /** One of the five traits is missing: no document can name him. */
  'ins.incomplete': { retryable: false },
  'ins.isNia': { retryable: false },
  'ins.wrongKey': { retryable: false },
  'ins.wrongDomain': { retryable: false },
  /** A write left us and its answer did not come back. Trying again does nothing twice. */
  'dmp.answerLost': { retryable: true },
  'dmp.recordExists': { retryable: false },
  'dmp.recordMissing': { retryable: false },
  'dmp.recordClosed': { retryable: false },
  'dmp.accountExists': { retryable: false },
  'dmp.accountMissing': { retryable: false },
  'dmp.channelExists': { retryable: false },
  'dmp.channelMissing': { retryable: false },
  'dmp.attachedToMes': { retryable: false },
  'dmp.withdrawn': { retryable: false },
  'dmp.tooManyResults': { retryable: false },
  'dmp.documentUnknown': { retryable: false },
  'dmp.documentRefused': { retryable: false },
  'dmp.documentDuplicate': { retryable: false },
  'write.underWay': { retryable: false },
  'consent.missing': { retryable: false },
  'traces.notAcknowledged': { retryable: false },
  'vitale.absent': { retryable: true },
  'vitale.noReader': { retryable: true },
  'vitale.unreadable': { retryable: true },
  'vitale.testCard': { retryable: false },
  'vitale.notLicensed': { retryable: false },
  'vitale.noProgram': { retryable: true },
  'vitale.notRead': { retryable: false },
  'document.notWritten': { retryable: true },
  /** The outbox could not be written: nothing was accepted. */
  'document.notKept': { retryable: true },
  /** Its key was lost with the host's secrets. */
  'document.locked': { retryable: false },
  /** The form names somebody else than when it was confirmed. */
  'document.patientChanged': { retryable: false },
  /** The host has no form of this patient, for now or for good. */
  'document.patientUnknown': { retryable: true },
  /** What was joined is no longer held. */
  'document.bodyGone': { retryable: false },
  /** It was sent, withdrawn or changed meanwhile. */
  'document.moved': { retryable: false },
  'feeding.opposed': { retryable: false },
  'document.empty': { retryable: false },
  /** Of the file that was joined; the next: of what would be sent. */
  'document.tooLarge': { retryable: false },
  'document.preparedTooLarge': { retryable: false },
  'document.tooManyPages': { retryable: false },
  'document.imageTooLarge': { retryable: false },
  'document.corrupt': { retryable: false },
  'document.formatUnknown': { retryable: false },
  'document.isPng': { retryable: false },
  'document.isGif': { retryable: false },
  'document.isHeic': { retryable: false },
  'document.isOtherImage': { retryable: false },
  'document.isWord': { retryable: false },
  'document.isOpenDocument': { retryable: false },
  'document.isOffice': { retryable: false },
  'document.isHtml': { retryable: false },
  'document.isArchive': { retryable: false },
  'document.pdfEncrypted': { retryable: false },
  'document.pdfScript': { retryable: false },
  'document.pdfLink': { retryable: false },
  'document.pdfAttachment': { retryable: false },
  'document.pdfXfa': { retryable: false },
  'document.rtfObject': { retryable: false },
  'document.rtfLink': { retryable: false },
  'document.textControl': { retryable: false },
  'host.unavailable': { retryable: true },
  'host.unknownDocument': { retryable: false },
  'host.fileGone': { retryable: true },
  'host.fileTooLarge': { retryable: false },
  'plugin.unexpected': { retryable: false },
} as const satisfies Record<string, { readonly retryable: boolean }>;
export type ErrorCode = keyof typeof ERROR_CODES;

/** The refusal in the words of the layer that refused. `text` may name a patient: shown folded on screen, never logged. */
export type ErrorDetail = {
  readonly layer: 'http' | 'tls' | 'soap' | 'hl7' | 'xds' | 'dmp' | 'card';
  readonly code: string;
  readonly text?: string;
  /** Transaction under way, `TD0.2`. */
  readonly transaction?: string;
};

/** What crosses a process border: no stack. `reference` links log and screen; never an INS, a name or a document. */
export interface ErrorDto {
  readonly code: ErrorCode;
  readonly reference?: string;
  readonly detail?: ErrorDetail;
  /** What the DMP asked for (`Retry-After`). */
  readonly retryAfterSeconds?: number;
}

export class PluginError extends Error {
  override readonly name = 'PluginError';
  constructor(
    readonly code: ErrorCode,
    readonly about: Omit<ErrorDto, 'code'> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }

  /** A `PluginError` passes as it is; anything else becomes `otherwise`, with the original as its cause. */
  static from(error: unknown, otherwise: ErrorCode = 'plugin.unexpected'): PluginError {
    return error instanceof PluginError ? error : new PluginError(otherwise, {}, { cause: error });
  }

  static fromDto({ code, ...about }: ErrorDto): PluginError {
    return new PluginError(code, about);
  }

  toDto(): ErrorDto {
    return { code: this.code, ...this.about };
  }
}
