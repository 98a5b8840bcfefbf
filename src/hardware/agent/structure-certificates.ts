import type { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { PluginError } from '../../api/plugin-error.js';
import type { StructureFiles } from '../agent-protocol.js';
import { type CardKeys, openPkcs12 } from './card-keys.js';

/** Extended key usages: TLS client of ORG_AUTH_CLI, and of ORG_SIGN (§4.1). */
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';

/** Both certificates of a structure, opened. */
export interface StructureCertificates {
  readonly keys: CardKeys;
  /** Struct_IdNat: what both have as OU. */
  readonly structureIds: readonly string[];
  /** Epoch milliseconds between which both are good. */
  readonly from: number;
  readonly until: number;
}

/** Changes whenever one of the files is replaced; `undefined`: one is not there. */
export async function versionOf({ authentication, signature }: StructureFiles): Promise<string | undefined> {
  try {
    const files = await Promise.all([authentication, signature].map((path) => stat(path, { bigint: true })));
    return files.every((file) => file.isFile()) ? files.map(({ ino, mtimeNs, size }) => `${ino} ${mtimeNs} ${size}`).join() : undefined;
  } catch {
    return undefined;
  }
}

/** `undefined`: wrong passphrase. @throws PluginError `structure.unreadable`, `structure.twoPassphrases`, `structure.wrongKind` */
export async function openCertificates(files: StructureFiles, passphrase: string): Promise<StructureCertificates | undefined> {
  const [signature, authentication] = await Promise.all([opened(files.signature, passphrase), opened(files.authentication, passphrase)]);
  if (!signature && !authentication) return undefined;
  if (!signature || !authentication) throw new PluginError('structure.twoPassphrases');
  const certificates = [signature.certificate, authentication.certificate];
  const isMeant = servesOnly(signature.certificate, EMAIL_PROTECTION) && servesOnly(authentication.certificate, CLIENT_AUTHENTICATION);
  const [structureIds = [], others = []] = certificates.map(unitsOf);
  const shared = structureIds.filter((id) => others.includes(id));
  if (!isMeant || shared.length === 0) throw new PluginError('structure.wrongKind');
  return {
    keys: { signature, authentication },
    structureIds: shared,
    from: Math.max(...certificates.map(({ validFrom }) => Date.parse(validFrom))),
    until: Math.min(...certificates.map(({ validTo }) => Date.parse(validTo))),
  };
}

async function opened(path: string, passphrase: string) {
  try {
    return openPkcs12(await readFile(path), passphrase);
  } catch {
    // Without its cause, which may quote the file.
    throw new PluginError('structure.unreadable');
  }
}

/** The one is not taken for the other: a VIHF signed with the certificate of TLS is refused (§4.1). */
function servesOnly({ keyUsage }: X509Certificate, purpose: string): boolean {
  const purposes: readonly string[] = keyUsage ?? [];
  return purposes.includes(purpose) && ![CLIENT_AUTHENTICATION, EMAIL_PROTECTION].some((other) => other !== purpose && purposes.includes(other));
}

function unitsOf(certificate: X509Certificate): readonly string[] {
  const { OU: units } = certificate.toLegacyObject().subject as { readonly OU?: string | readonly string[] };
  return typeof units === 'string' ? [units] : (units ?? []);
}
