import { createPrivateKey, type KeyObject, randomUUID, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, issueCertificate, type Name } from './certificate.js';
import { keyPem, newKey } from './credential.js';
import { createFolder, writeWhole } from './files.js';

/** A test PKI in the shape of IGC-Santé. It vouches for nobody outside this machine. */
export interface Pki {
  readonly folder: string;
  readonly root: Authority;
  /** Signs the cards. */
  readonly persons: Authority;
  /** Signs servers and structures. */
  readonly organisations: Authority;
}

export type Clock = () => number;

const DAY = 24 * 3_600_000;
export const YEAR = 365 * DAY;
/** What expires sooner is made anew. */
const MARGIN = 7 * DAY;

const authorityName = (commonName: string): Name => [[['C', 'FR']], [['O', 'PASSERELLE DMP']], [['OU', 'IGC-SANTE SIMULEE']], [['CN', commonName]]];
const NAMES = {
  root: authorityName('AC RACINE SIMULEE'),
  persons: authorityName('AC SIMULEE PERSONNES'),
  organisations: authorityName('AC SIMULEE ORGANISATIONS'),
} as const;

/**
 * The PKI of `folder`: made when it is not there, made anew when an authority is about to expire; a server certificate about to expire is
 * replaced alone. For TLS the folder holds `server.crt.pem` (with its chain), `server.key.pem`, `trusted-by-clients.pem`, `trusted-by-server.pem`.
 */
export async function preparePki(folder: string, clock: Clock = Date.now): Promise<Pki> {
  let pki = load(folder, clock);
  if (!pki) {
    const files = await create(clock());
    // Another process may have been faster.
    if (existsSync(folder) && !load(folder, clock)) {
      const old = `${folder}.${randomUUID()}.old`;
      renameSync(folder, old);
      rmSync(old, { recursive: true });
    }
    createFolder(folder, files);
    pki = load(folder, clock);
  }
  if (!pki) throw new Error(`no usable PKI in ${folder}`);
  if (!lasts(read(folder, 'server.crt.pem'), clock)) {
    writeWhole(join(folder, 'server.crt.pem'), serverCertificate(createPrivateKey(read(folder, 'server.key.pem')), pki.organisations, clock()));
  }
  return pki;
}

/** Is this certificate good now and for a week more? */
export function lasts(certificatePem: string, clock: Clock): boolean {
  const { validFrom, validTo } = new X509Certificate(certificatePem);
  return Date.parse(validFrom) <= clock() && Date.parse(validTo) - clock() > MARGIN;
}

/** From yesterday, so that a clock a little late still accepts it, and never beyond its issuer. */
export function validity(issuer: Pick<Authority, 'certificatePem'>, now: number, duration: number): { readonly notBefore: number; readonly notAfter: number } {
  const issuerEnds = Date.parse(new X509Certificate(issuer.certificatePem).validTo);
  return { notBefore: now - DAY, notAfter: Math.min(now + duration, issuerEnds) };
}

function load(folder: string, clock: Clock): Pki | undefined {
  const needed = ['root', 'persons', 'organisations', 'server'].flatMap((name) => [`${name}.crt.pem`, `${name}.key.pem`]);
  if (![...needed, 'trusted-by-clients.pem', 'trusted-by-server.pem'].every((name) => existsSync(join(folder, name)))) return undefined;
  const authority = (name: keyof typeof NAMES): Authority => ({
    name: NAMES[name],
    key: createPrivateKey(read(folder, `${name}.key.pem`)),
    certificatePem: read(folder, `${name}.crt.pem`),
  });
  const pki = { folder, root: authority('root'), persons: authority('persons'), organisations: authority('organisations') };
  return [pki.root, pki.persons, pki.organisations].every(({ certificatePem }) => lasts(certificatePem, clock)) ? pki : undefined;
}

async function create(now: number): Promise<Readonly<Record<string, string>>> {
  const [rootKey, personsKey, organisationsKey, serverKey] = await Promise.all([newKey(), newKey(), newKey(), newKey()]);
  const period = { notBefore: now - DAY, notAfter: now + 10 * YEAR };
  const usage = ['keyCertSign', 'cRLSign'] as const;
  const rootIssuer = { name: NAMES.root, key: rootKey };
  const authority = (name: keyof typeof NAMES, key: KeyObject): Authority => ({
    name: NAMES[name],
    key,
    certificatePem: issueCertificate({ subject: NAMES[name], key, issuer: rootIssuer, ...period, usage, isAuthority: true }),
  });
  const root = authority('root', rootKey);
  const persons = authority('persons', personsKey);
  const organisations = authority('organisations', organisationsKey);
  return {
    'root.crt.pem': root.certificatePem,
    'root.key.pem': keyPem(rootKey),
    'persons.crt.pem': persons.certificatePem,
    'persons.key.pem': keyPem(personsKey),
    'organisations.crt.pem': organisations.certificatePem,
    'organisations.key.pem': keyPem(organisationsKey),
    'server.crt.pem': serverCertificate(serverKey, organisations, now),
    'server.key.pem': keyPem(serverKey),
    'trusted-by-clients.pem': root.certificatePem + organisations.certificatePem,
    'trusted-by-server.pem': root.certificatePem + persons.certificatePem + organisations.certificatePem,
  };
}

function serverCertificate(key: KeyObject, issuer: Authority, now: number): string {
  const own = issueCertificate({
    subject: [[['C', 'FR']], [['O', 'PASSERELLE DMP']], [['CN', 'lps.dmp.simulateur']]],
    key,
    issuer,
    ...validity(issuer, now, YEAR),
    usage: ['digitalSignature', 'keyEncipherment'],
    purposes: ['serverAuth'],
    hostNames: ['localhost'],
    addresses: ['127.0.0.1'],
  });
  return own + issuer.certificatePem;
}

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
