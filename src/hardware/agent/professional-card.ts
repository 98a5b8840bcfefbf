import type { X509Certificate } from 'node:crypto';
import type { Holder, Situation } from '../../api/professional.js';
import type { TlsKeyProvider } from './tls/tls-key-provider.js';

/** The two of a card. */
export type CardCertificates = Readonly<Record<'signature' | 'authentication', X509Certificate>>;

/** A professional's card (CPS, CPF, CPE) that lies in a reader. */
export interface ProfessionalCard {
  readonly kind: 'cps';
  readonly holder: Holder;
  /** What a wrong code would do: `none`, the card is blocked already; `last`, the next one blocks it. */
  readonly triesLeft: 'several' | 'last' | 'none';
  /** Undefined: they are read once the code was accepted. */
  readonly certificates?: CardCertificates | undefined;
  /** One attempt. Undefined: wrong code, or blocked: see `triesLeft`. @throws PluginError `card.unreadable`, `card.codeNotTried`, no try lost */
  open(pin: Buffer): Promise<OpenCard | undefined>;
}

/** A card whose code was accepted, for one session. */
export interface OpenCard {
  /** At least one. */
  readonly situations: readonly Situation[];
  /** DER of the certificate of the signature key. */
  readonly signatureCertificate: Uint8Array;
  /** The signature key is none of the card's: its module cannot use that one. */
  readonly hasSoftwareSignature?: true;
  /** The authentication key. */
  readonly tls: TlsKeyProvider;
  /** RSA PKCS#1 v1.5 over SHA-256 of `bytes`. @throws PluginError `card.absent` when the card is no longer what it was */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  /** Ends what is open on the card. */
  close(): void;
}
