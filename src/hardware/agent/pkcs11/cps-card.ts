import type { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PluginError } from '../../../api/plugin-error.js';
import type { Holder, Situation } from '../../../api/professional.js';
import { type KeyWithCertificate, openPkcs12 } from '../card-keys.js';
import type { CardCertificates, OpenCard, ProfessionalCard } from '../professional-card.js';
import { openSoftwareCard } from '../software-card.js';
import type { TlsKeyProvider } from '../tls/tls-key-provider.js';
import type { CardModule, Token } from './card-module.js';
import { type CpsCertificate, readCpsCertificate } from './cps-certificate.js';
import { situationsIn, specialityIn } from './cps-data.js';
import { CKR, ckrName, ckrOf, type Handle } from './pkcs11-library.js';

/** The authentication key of a card on which the code was just accepted. */
export interface AuthenticationKey {
  readonly module: CardModule;
  readonly token: Token;
  readonly id: Buffer;
  readonly certificate: X509Certificate;
  readonly pin: Buffer;
}

/** What a card needs of its surroundings. */
export interface CpsSettings {
  /** PKCS#12 of a signature key of the same holder, or a folder with one per holder (`<national id>.p12`), for a module that cannot use that of the card; opened by the same code. Empty: the card signs. */
  readonly softwareSignature: string;
  readonly tls: (key: AuthenticationKey) => TlsKeyProvider;
  /** Something went wrong on the card: it is to be looked at now. */
  readonly onTrouble: () => void;
}

interface Found extends CpsCertificate {
  readonly id: Buffer;
}

/** A CPS behind its PKCS#11 module. */
export class CpsCard implements ProfessionalCard {
  readonly kind = 'cps';
  private isOpen = false;

  private constructor(
    private readonly module: CardModule,
    readonly token: Token,
    private readonly signature: Found,
    private readonly authentication: Found,
    readonly holder: Holder,
    private readonly settings: CpsSettings,
    private tries: ProfessionalCard['triesLeft'],
  ) {}

  /** Undefined: the token is no card of a professional. @throws what the module throws */
  static read(module: CardModule, token: Token, settings: CpsSettings): CpsCard | undefined {
    const found = module.certificates(token).flatMap(({ der, id }): Found[] => {
      const read = readCpsCertificate(der);
      return read ? [{ ...read, id }] : [];
    });
    const signature = found.find(({ use }) => use === 'signature');
    const authentication = found.find(({ use }) => use === 'authentication');
    if (!signature || !authentication) return undefined;
    const specialityCode = specialityIn(module.data(token));
    const holder = { ...authentication.holder, ...(specialityCode && { specialityCode }) };
    return new CpsCard(module, token, signature, authentication, holder, settings, module.triesLeft(token));
  }

  /** Somebody else has ended what our code had opened. */
  get hasLostLogin(): boolean {
    return this.isOpen && !this.module.isLoggedIn(this.token);
  }

  get triesLeft(): ProfessionalCard['triesLeft'] {
    return this.tries;
  }

  get certificates(): CardCertificates {
    return { signature: this.signature.certificate, authentication: this.authentication.certificate };
  }

  async open(pin: Buffer): Promise<OpenCard | undefined> {
    const { module, token } = this;
    try {
      if (!this.mayTry()) return undefined;
      const outcome = module.logIn(token, pin);
      // An accepted code gives every try back: the card need not be asked.
      this.tries = outcome === 'locked' ? 'none' : outcome === 'accepted' ? 'several' : module.triesLeft(token);
      if (outcome !== 'accepted') return undefined;
      const opened = await this.opened(pin);
      this.isOpen = true;
      return opened;
    } catch (error) {
      module.logOut(token);
      this.settings.onTrouble();
      throw error instanceof PluginError ? error : new PluginError('card.unreadable', { detail: { layer: 'card', code: ckrName(error) } }, { cause: error });
    }
  }

  /** Other programs may have spent tries since ours were told. @throws PluginError `card.codeNotTried`: nobody had been told that it is the last one */
  private mayTry(): boolean {
    const told = this.tries;
    this.tries = this.module.triesLeft(this.token);
    if (told === 'several' && this.tries === 'last') throw new PluginError('card.codeNotTried');
    return this.tries !== 'none';
  }

  /** @throws PluginError `card.noSituation`, `card.noKey`, `card.otherSignature`; and what the module throws */
  private async opened(pin: Buffer): Promise<OpenCard> {
    const { authentication, module, settings, token } = this;
    const situations = situationsIn(module.data(token));
    if (situations.length === 0) throw new PluginError('card.noSituation');
    if (!module.privateKey(token, authentication)) throw new PluginError('card.noKey');
    const tls = settings.tls({ module, token, id: authentication.id, certificate: authentication.certificate, pin });
    const close = (): void => {
      this.isOpen = false;
      module.logOut(token);
    };
    if (settings.softwareSignature) return { ...(await this.softwareSigned(situations, pin)), tls, close };
    const key = module.privateKey(token, this.signature);
    if (!key) throw new PluginError('card.noKey');
    return { situations, signatureCertificate: this.signature.certificate.raw, tls, sign: async (bytes) => this.sign(key, bytes), close };
  }

  private async softwareSigned(situations: readonly Situation[], pin: Buffer): Promise<OpenCard> {
    const signature = await this.softwareKey(pin);
    const read = readCpsCertificate(signature.certificate.raw);
    if (read?.use !== 'signature' || read.holder.id !== this.holder.id) throw new PluginError('card.otherSignature');
    return { ...openSoftwareCard({ signature, authentication: signature }, situations), hasSoftwareSignature: true };
  }

  private async softwareKey(pin: Buffer): Promise<KeyWithCertificate> {
    const { softwareSignature: path } = this.settings;
    const isFolder = await stat(path)
      .then((found) => found.isDirectory())
      .catch(() => false);
    const bytes = await readFile(isFolder ? join(path, `${this.holder.id.replaceAll('/', '-')}.p12`) : path).catch(() => undefined);
    const opened = bytes && openedOrNot(bytes, pin);
    if (!opened) throw new PluginError('card.otherSignature');
    return opened;
  }

  private sign(key: Handle, bytes: Uint8Array): Buffer {
    try {
      return this.module.signData(this.token, key, Buffer.from(bytes));
    } catch (error) {
      const detail = { layer: 'card', code: ckrName(error) } as const;
      // The card is there, its module just does not do this.
      if (CANNOT_SIGN.includes(ckrOf(error) ?? -1)) throw new PluginError('card.signatureUnsupported', { detail }, { cause: error });
      this.settings.onTrouble();
      throw new PluginError('card.absent', { detail }, { cause: error });
    }
  }
}

/** OpenSC, which does not do the last round of the hash on the card. */
const CANNOT_SIGN: readonly number[] = [CKR.functionNotSupported, CKR.mechanismInvalid, CKR.keyTypeInconsistent];

function openedOrNot(pkcs12: Buffer, pin: Buffer): KeyWithCertificate | undefined {
  try {
    return openPkcs12(pkcs12, pin.toString('latin1'));
  } catch {
    // Without its cause, which may quote the file.
    return undefined;
  }
}
