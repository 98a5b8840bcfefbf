import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CARDS } from '../../../reference/cards/card-catalogue.js';
import { issueCardCredentials } from '../../../reference/cards/card-credentials.js';
import { PROFESSION_EXTENSIONS } from '../../../reference/cards/certificate.js';
import { type Pki, preparePki, YEAR } from '../../../reference/cards/pki.js';
import { issueStructureCredentials } from '../../../reference/cards/structure-credentials.js';
import { expiredCredentials, forgedCredentials, selfSignedCredentials } from '../../../reference/cards/wrong-credentials.js';

// Keys and processes take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const DAY = 24 * 3_600_000;
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

let folder: string;
let pki: Pki;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pki-'));
  pki = await preparePki(join(folder, 'pki'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const certificate = (pem: string): X509Certificate => new X509Certificate(pem);
const keyUsage = (pem: string): Record<string, boolean> => forge.pki.certificateFromPem(pem).getExtension('keyUsage') as Record<string, boolean>;
const contents = (path: string): Record<string, string> => Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]));
const holderOf = (name: string) => {
  const card = CARDS[name];
  if (card?.kind !== 'cps') throw new Error(`${name} is no card of a professional`);
  return card.holder;
};
const nurse = holderOf('cps-infirmiere');

describe('the test PKI', () => {
  it('has a root that signs an authority of persons and one of organisations', () => {
    const root = certificate(pki.root.certificatePem);
    expect(root.ca).toBe(true);
    for (const { certificatePem } of [pki.root, pki.persons, pki.organisations]) {
      const authority = certificate(certificatePem);
      expect(authority.ca).toBe(true);
      expect(authority.checkIssued(root)).toBe(true);
      expect(authority.verify(root.publicKey)).toBe(true);
      expect(keyUsage(certificatePem)).toMatchObject({ keyCertSign: true, digitalSignature: false });
    }
    expect(certificate(pki.persons.certificatePem).subject).toContain('PERSONNES');
    expect(certificate(pki.organisations.certificatePem).subject).toContain('ORGANISATIONS');
  });

  it('gives the server a certificate for the loopback, with its chain', () => {
    const pem = readFileSync(join(pki.folder, 'server.crt.pem'), 'utf8');
    const server = certificate(pem);
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkHost('dmp.example')).toBeUndefined();
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(pem).toContain(pki.organisations.certificatePem);
  });

  it('keeps its keys from other users', () => {
    for (const name of readdirSync(pki.folder).filter((file) => file.endsWith('.key.pem'))) expect(statSync(join(pki.folder, name)).mode & 0o077).toBe(0);
  });

  it('stays as it is when it is prepared again', async () => {
    const before = contents(pki.folder);
    await preparePki(pki.folder);
    expect(contents(pki.folder)).toEqual(before);
  });

  it('is the same for two that prepare it at once', async () => {
    const shared = join(folder, 'shared');
    const [first, second] = await Promise.all([preparePki(shared), preparePki(shared)]);
    expect(first.root.certificatePem).toBe(second.root.certificatePem);
    expect(readdirSync(folder).filter((name) => name.startsWith('shared.'))).toEqual([]);
  });

  it('replaces a server certificate a week before its end, and nothing else', async () => {
    const path = join(folder, 'server-ends');
    const { notAfter } = await preparePki(path).then(() => ({ notAfter: Date.parse(certificate(readFileSync(join(path, 'server.crt.pem'), 'utf8')).validTo) }));
    const before = contents(path);
    await preparePki(path, () => notAfter - 8 * DAY);
    expect(contents(path)).toEqual(before);
    await preparePki(path, () => notAfter - 6 * DAY);
    const after = contents(path);
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(['server.crt.pem']);
    expect(Date.parse(certificate(after['server.crt.pem'] ?? '').validTo)).toBeGreaterThan(notAfter + 300 * DAY);
  });

  it('is made anew when an authority is about to end, or a file is missing', async () => {
    const path = join(folder, 'ends');
    const first = await preparePki(path);
    const second = await preparePki(path, () => Date.now() + 10 * YEAR - 6 * DAY);
    expect(second.persons.certificatePem).not.toBe(first.persons.certificatePem);
    rmSync(join(path, 'root.key.pem'));
    const third = await preparePki(path, () => Date.now() + 10 * YEAR - 6 * DAY);
    expect(third.root.certificatePem).not.toBe(second.root.certificatePem);
    expect(readdirSync(folder).filter((name) => name.startsWith('ends.'))).toEqual([]);
  });
});

describe('the certificates of a card', () => {
  it('have one subject, whose last RDN has three values', async () => {
    const { authentication, signature } = await issueCardCredentials(pki.persons, nurse, Date.now());
    const subjects = [signature, authentication].map(({ certificatePem }) => certificate(certificatePem).subject);
    expect(subjects[0]).toBe(subjects[1]);
    const rdns = subjects[0]?.split('\n') ?? [];
    expect(rdns.slice(0, 2)).toEqual(['C=FR', 'title=Infirmier']);
    expect(
      rdns[2]
        ?.split('+')
        .map((value) => value.trim())
        .sort(),
    ).toEqual(['CN=899900021212', 'GN=Léa', 'SN=INFIRMIER0212']);
    expect(rdns).toHaveLength(3);
  });

  it('are told apart by KeyUsage, and come from the authority of persons', async () => {
    const { authentication, signature } = await issueCardCredentials(pki.persons, nurse, Date.now());
    expect(keyUsage(signature.certificatePem)).toMatchObject({ nonRepudiation: true, digitalSignature: false });
    expect(certificate(signature.certificatePem).keyUsage).toBeUndefined();
    expect(keyUsage(authentication.certificatePem)).toMatchObject({ nonRepudiation: false, digitalSignature: true });
    expect(certificate(authentication.certificatePem).keyUsage).toEqual([CLIENT_AUTH]);
    for (const { certificatePem, key } of [signature, authentication]) {
      const issued = certificate(certificatePem);
      expect(issued.checkIssued(certificate(pki.persons.certificatePem))).toBe(true);
      expect(issued.verify(certificate(pki.persons.certificatePem).publicKey)).toBe(true);
      expect(issued.checkPrivateKey(key)).toBe(true);
      expect(issued.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
      expect(forge.pki.certificateFromPem(certificatePem).getExtension({ id: PROFESSION_EXTENSIONS.G15 } as never)).toMatchObject({ value: '\x13\x0260' });
    }
  });

  it('say of a CPF that its holder is in training', async () => {
    const { signature } = await issueCardCredentials(pki.persons, holderOf('cpf-infirmiere'), Date.now());
    const { certificatePem } = signature;
    expect(certificate(certificatePem).subject.split('\n')[1]).toBe('title=Infirmier en formation');
    const issued = forge.pki.certificateFromPem(certificatePem);
    expect(issued.getExtension({ id: PROFESSION_EXTENSIONS.G16 } as never)).toMatchObject({ value: '\x13\x0260' });
    expect(issued.getExtension({ id: PROFESSION_EXTENSIONS.G15 } as never)).toBeFalsy();
  });

  it('name the structure of a CPE instead of a profession, and its holder as the VIHF will', async () => {
    const structure = { id: '499900021212001', name: 'CABINET MME INFIRMIER0212' };
    const { authentication, signature } = await issueCardCredentials(pki.persons, { ...holderOf('cpe-secretaire'), structure }, Date.now());
    expect(certificate(authentication.certificatePem).subject).toBe(certificate(signature.certificatePem).subject);
    const rdns = certificate(signature.certificatePem).subject.split('\n');
    expect(rdns.slice(0, 4)).toEqual(['C=FR', 'O=CABINET MME INFIRMIER0212', 'L=Sarthe (72)', 'OU=499900021212001']);
    expect(rdns[4]?.split(' + ').sort()).toEqual(['CN=699900021212001/0001', 'GN=Sylvie', 'SN=SECRETAIRE0212']);
    for (const id of Object.values(PROFESSION_EXTENSIONS))
      expect(forge.pki.certificateFromPem(signature.certificatePem).getExtension({ id } as never)).toBeFalsy();
  });

  it('never outlive their authority', async () => {
    const end = Date.parse(certificate(pki.persons.certificatePem).validTo);
    const { signature } = await issueCardCredentials(pki.persons, nurse, end - YEAR);
    expect(Date.parse(certificate(signature.certificatePem).validTo)).toBe(end);
  });
});

describe('the certificates of a structure', () => {
  it('name it in the OU and have a use each', async () => {
    const { authentication, signature } = await issueStructureCredentials(pki, { id: '10B0127189', name: 'MAISON DE SANTE DES JACOBINS' }, Date.now());
    for (const { certificatePem } of [authentication, signature]) {
      expect(certificate(certificatePem).subject).toContain('OU=10B0127189');
      expect(certificate(certificatePem).verify(certificate(pki.organisations.certificatePem).publicKey)).toBe(true);
    }
    expect(certificate(authentication.certificatePem).keyUsage).toEqual([CLIENT_AUTH]);
    expect(certificate(signature.certificatePem).keyUsage).toEqual(['1.3.6.1.5.5.7.3.4']);
    expect(keyUsage(signature.certificatePem)).toMatchObject({ digitalSignature: true, nonRepudiation: true });
  });
});

describe('the wrong material', () => {
  it('is wrong in one way each', async () => {
    const now = Date.now();
    const persons = certificate(pki.persons.certificatePem);
    const [forged, selfSigned, expired] = (
      await Promise.all([forgedCredentials(pki, nurse, now), selfSignedCredentials(nurse, now), expiredCredentials(pki, nurse, now)])
    ).map(({ signature }) => certificate(signature.certificatePem));
    expect(forged?.issuer).toBe(persons.subject);
    expect(forged?.verify(persons.publicKey)).toBe(false);
    expect(selfSigned?.issuer).toBe(selfSigned?.subject);
    expect(selfSigned?.subject).toBe(expired?.subject);
    expect(expired?.verify(persons.publicKey)).toBe(true);
    expect(Date.parse(expired?.validTo ?? '')).toBeLessThan(now);
  });
});
