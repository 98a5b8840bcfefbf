import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Credential, toPkcs12 } from './credential.js';
import { createFolder, toJson, writeWhole } from './files.js';
import { type Clock, lasts, type Pki } from './pki.js';
import { issueStructureCredentials } from './structure-credentials.js';

/** What opens its certificates: no code of a card, and not in ASCII alone. */
export const PRACTICE_PASSPHRASE = 'quai-Léonard-72000';

/** The practice of the demonstration, whose certificates speak for its staff. */
export const PRACTICE = { id: '499900021212001', name: 'CABINET MME INFIRMIER0212', sectorCode: 'SA07' } as const;

/**
 * The certificates of the practice: `structure.json`, then `authentication` and `signature`, each as `.p12` (opened with the passphrase) and
 * `.crt.pem`. Made when they are not there, and anew when they are about to expire or of another PKI.
 */
export async function prepareStructure(folder: string, pki: Pki, clock: Clock = Date.now): Promise<void> {
  if (isOurs(join(folder, 'structure.json')) && ['authentication', 'signature'].every((use) => isGood(join(folder, `${use}.crt.pem`), pki, clock))) return;
  const { authentication, signature } = await issueStructureCredentials(pki, PRACTICE, clock());
  const files = { 'structure.json': DESCRIPTION, ...filesOf('authentication', authentication), ...filesOf('signature', signature) };
  if (!existsSync(folder)) return createFolder(folder, files);
  for (const [name, content] of Object.entries(files)) writeWhole(join(folder, name), content);
}

const DESCRIPTION = toJson({ ...PRACTICE, passphrase: PRACTICE_PASSPHRASE });

/** Of this structure, and opened with this passphrase. */
const isOurs = (path: string): boolean => existsSync(path) && readFileSync(path, 'utf8') === DESCRIPTION;

const filesOf = (use: string, credential: Credential): Readonly<Record<string, string | Uint8Array>> => ({
  [`${use}.p12`]: toPkcs12(credential, PRACTICE_PASSPHRASE),
  [`${use}.crt.pem`]: credential.certificatePem,
});

function isGood(path: string, pki: Pki, clock: Clock): boolean {
  if (!existsSync(path)) return false;
  const pem = readFileSync(path, 'utf8');
  return lasts(pem, clock) && new X509Certificate(pem).verify(new X509Certificate(pki.organisations.certificatePem).publicKey);
}
