import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { toPkcs12 } from '../../../reference/cards/credential.js';
import { YEAR } from '../../../reference/cards/pki.js';
import { PRACTICE_PASSPHRASE as PASSPHRASE, PRACTICE } from '../../../reference/cards/practice-structure.js';
import { issueStructureCredentials } from '../../../reference/cards/structure-credentials.js';
import { StructureIdentity } from '../../../src/hardware/agent/structure-identity.js';
import type { StructureFiles } from '../../../src/hardware/agent-protocol.js';
import { becomes, CardDesk, enter, optionsFor, seal, stateOf } from '../card-desk.js';

// Keys take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let desk: CardDesk;
beforeAll(async () => {
  desk = await CardDesk.open();
});
afterAll(() => desk.close());

const started: StructureIdentity[] = [];
afterEach(() => {
  for (const identity of started.splice(0)) identity.dispose();
});

async function start(structure: StructureFiles = desk.newStructure(), now: () => number = Date.now): Promise<StructureIdentity> {
  const identity = await StructureIdentity.start({ ...optionsFor(desk, desk.newReader()), structure }, now, 20);
  started.push(identity);
  return identity;
}
const refusalOf = async (identity: StructureIdentity): Promise<string> => (await becomes(identity, 'unavailable')).reason.code;

/** The files of a structure as it was asked for; one may have a passphrase of its own. */
async function filesOf(
  structure: { readonly id: string; readonly name: string },
  passphrases: { readonly authentication?: string } = {},
): Promise<StructureFiles> {
  const { authentication, signature } = await issueStructureCredentials(desk.pki, structure, Date.now());
  const files = desk.newStructure();
  writeFileSync(files.authentication, toPkcs12(authentication, passphrases.authentication ?? PASSPHRASE));
  writeFileSync(files.signature, toPkcs12(signature, PASSPHRASE));
  return files;
}

test('it speaks for the user of the host, in the structure of the certificates, and in no situation of a card', async () => {
  const identity = await start();
  await enter(identity, PASSPHRASE);
  const { holder, situation, situations } = await becomes(identity, 'unlocked');
  expect(holder).toEqual({ id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60', isIndirect: true });
  expect(situation).toEqual({ id: `structure/${PRACTICE.id}`, structureName: PRACTICE.name, structureId: PRACTICE.id, sectorCode: 'SA07' });
  expect(situations).toBeUndefined();
});

test('without its files it says so, and asks for the passphrase when they come', async () => {
  const files = desk.newStructure();
  renameSync(files.signature, `${files.signature}.away`);
  const identity = await start(files);
  expect(await refusalOf(identity)).toBe('structure.noFile');
  renameSync(`${files.signature}.away`, files.signature);
  expect((await becomes(identity, 'locked')).holder.familyName).toBe('INFIRMIER0212');
});

test('a folder or an empty path is no file', async () => {
  const files = desk.newStructure();
  expect(await refusalOf(await start({ ...files, signature: desk.newFolder() }))).toBe('structure.noFile');
  expect(await refusalOf(await start({ ...files, authentication: '' }))).toBe('structure.noFile');
});

test('where the host does not say who the user is, nobody can be spoken for', async () => {
  const { member: _, ...files } = desk.newStructure();
  const identity = await start(files);
  expect(await stateOf(identity)).toEqual({ kind: 'unavailable', reason: { code: 'structure.noMember' } });
});

test('what is no PKCS#12 is refused', async () => {
  const files = desk.newStructure();
  writeFileSync(files.authentication, 'no PKCS#12');
  const identity = await start(files);
  await enter(identity, PASSPHRASE);
  expect(await refusalOf(identity)).toBe('structure.unreadable');
});

test('the one is not taken for the other: certificates in each other’s place are refused', async () => {
  const files = desk.newStructure();
  const identity = await start({ ...files, authentication: files.signature, signature: files.authentication });
  await enter(identity, PASSPHRASE);
  expect(await refusalOf(identity)).toBe('structure.wrongKind');
});

test('two certificates of two structures are refused', async () => {
  const other = await filesOf({ id: '10B0127189', name: 'MAISON DE SANTE DES JACOBINS' });
  const identity = await start({ ...desk.newStructure(), authentication: other.authentication });
  await enter(identity, PASSPHRASE);
  expect(await refusalOf(identity)).toBe('structure.wrongKind');
});

test('the certificates of a structure where the user does not practise are refused', async () => {
  const identity = await start(await filesOf({ id: '10B0127189', name: 'MAISON DE SANTE DES JACOBINS' }));
  await enter(identity, PASSPHRASE);
  expect(await refusalOf(identity)).toBe('structure.otherStructure');
});

test('a passphrase that opens one of the two is told as such', async () => {
  const identity = await start(await filesOf(PRACTICE, { authentication: 'another' }));
  await enter(identity, PASSPHRASE);
  expect(await refusalOf(identity)).toBe('structure.twoPassphrases');
});

test.each([-2 * YEAR, 4 * YEAR])('certificates that are not good on the day are refused (%i)', async (later) => {
  const identity = await start(desk.newStructure(), () => Date.now() + later);
  await enter(identity, PASSPHRASE);
  expect(await refusalOf(identity)).toBe('structure.expired');
});

test('a session ends with its certificates', async () => {
  let later = 0;
  const identity = await start(desk.newStructure(), () => Date.now() + later);
  await enter(identity, PASSPHRASE);
  await becomes(identity, 'unlocked');
  later = 4 * YEAR;
  await expect(identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'card.absent' });
  expect(await refusalOf(identity)).toBe('structure.expired');
});

test('files that are replaced end the session, and ask for the passphrase of the new ones', async () => {
  const files = desk.newStructure();
  const identity = await start(files);
  await enter(identity, PASSPHRASE);
  await becomes(identity, 'unlocked');
  utimesSync(files.signature, new Date(), new Date(Date.now() + 1000));
  await becomes(identity, 'locked');
  await expect(identity.certificate('signature')).rejects.toMatchObject({ code: 'card.absent' });
});

test('any number of wrong passphrases blocks nothing, and none of them opens', async () => {
  const identity = await start();
  for (const wrong of ['1234', PASSPHRASE.toUpperCase(), ` ${PASSPHRASE}`, `${PASSPHRASE}\0`]) {
    await enter(identity, wrong);
    expect(await becomes(identity, 'wrongPin')).toMatchObject({ lastTry: false });
  }
  await enter(identity, PASSPHRASE);
  await becomes(identity, 'unlocked');
});

test('no passphrase is tried twice: the ciphertext of one try is worth nothing for the next', async () => {
  const identity = await start();
  const { pinKey } = await becomes(identity, 'locked');
  const sealed = await seal('wrong', pinKey);
  await identity.unlock(sealed);
  await becomes(identity, 'wrongPin');
  await expect(identity.unlock(sealed)).rejects.toMatchObject({ code: 'card.pinUnreadable' });
  await expect(enter(identity, '')).rejects.toMatchObject({ code: 'structure.noPassphrase' });
});

test('files that openssl has written are opened: AES-256, SHA-256', async () => {
  const files = desk.newStructure();
  const { authentication, signature } = await issueStructureCredentials(desk.pki, PRACTICE, Date.now());
  for (const [credential, path] of [
    [authentication, files.authentication],
    [signature, files.signature],
  ] as const) {
    const folder = desk.newFolder();
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    writeFileSync(key, credential.key.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(certificate, credential.certificatePem);
    rmSync(path);
    execFileSync('openssl', [
      ...['pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', path, '-passout', 'pass:structure-2026'],
      ...['-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC', '-macalg', 'sha256'],
    ]);
  }
  const identity = await start(files);
  await enter(identity, 'structure-2026');
  await becomes(identity, 'unlocked');
});
