import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CARDS, type Card, DEMO_PIN, FIRST_CARD } from './card-catalogue.js';
import { issueCardCredentials } from './card-credentials.js';
import { type Credential, toPkcs12 } from './credential.js';
import { createFolder, toJson, writeWhole } from './files.js';
import { type Clock, lasts, type Pki } from './pki.js';

/** A reader and the folder name of the card in it. */
export interface VirtualReader {
  readonly name: string;
  readonly card: string | null;
}

export interface ListedCard {
  readonly name: string;
  readonly label: string;
  /** Absent: a card without a code. */
  readonly triesLeft?: number;
  /** Where the card is now. */
  readonly reader?: string;
}

/** What cannot be done, in the user's words. */
export class ReaderRefusal extends Error {
  override readonly name = 'ReaderRefusal';
}

const READER_NAME = 'Lecteur virtuel 1';
const TRIES = toJson({ left: 3 });

/**
 * A virtual reader and its cards: what is missing is made, certificates about to expire or of another PKI are issued again. The reader's
 * contents and the tries of a card that is there stay as they are.
 */
export async function prepareReader(folder: string, pki: Pki, clock: Clock = Date.now): Promise<void> {
  await Promise.all(Object.entries(CARDS).map(([name, card]) => prepareCard(join(folder, 'cards', name), card, pki, clock)));
  if (!existsSync(join(folder, 'reader.json'))) writeReaders(folder, [{ name: READER_NAME, card: FIRST_CARD }]);
}

/** Without `card`: the one taken out last, or the first. Without `reader`: the first one; a new name plugs a new reader. */
export function insertCard(folder: string, card?: string, reader?: string): VirtualReader {
  const readers = readersOf(folder);
  const name = card ?? lastCard(folder);
  if (!existsSync(join(folder, 'cards', name, 'card.json'))) throw new ReaderRefusal(`Aucune carte ne s'appelle « ${name} ».`);
  const target = { name: reader ?? readers[0]?.name ?? READER_NAME, card: name };
  if (!reader && !readers.length) throw new ReaderRefusal("Aucun lecteur n'est branché : « npm run card -- plug » en branche un.");
  // A card is in one place at a time.
  const others = readers.map((other) => (other.card === name ? { ...other, card: null } : other));
  writeReaders(
    folder,
    others.some((other) => other.name === target.name) ? others.map((other) => (other.name === target.name ? target : other)) : [...others, target],
  );
  return target;
}

/** @returns the folder name of the card, null if the reader was empty. */
export function removeCard(folder: string, reader?: string): string | null {
  const { name, card } = find(folder, reader);
  if (card) writeWhole(join(folder, 'last-card.json'), toJson({ card }));
  writeReaders(
    folder,
    readersOf(folder).map((other) => (other.name === name ? { name, card: null } : other)),
  );
  return card;
}

/** Takes the next professional card in place of the one that is there. */
export function swapCard(folder: string, reader?: string): VirtualReader {
  const current = find(folder, reader);
  const elsewhere = readersOf(folder).map(({ card }) => card);
  const cards = listCards(folder).filter(({ name, triesLeft }) => triesLeft !== undefined && (name === current.card || !elsewhere.includes(name)));
  const next = cards[(cards.findIndex(({ name }) => name === current.card) + 1) % cards.length];
  if (!next) throw new ReaderRefusal("Il n'y a pas de carte de professionnel à mettre à la place.");
  return insertCard(folder, next.name, current.name);
}

/** The readers are kept aside with the cards in them. */
export function unplugReader(folder: string): void {
  const readers = readersOf(folder);
  if (!readers.length) return;
  writeWhole(join(folder, 'unplugged.json'), toJson({ readers }));
  writeReaders(folder, []);
}

export function plugReader(folder: string): readonly VirtualReader[] {
  const present = readersOf(folder);
  if (present.length) return present;
  const readers = readList(join(folder, 'unplugged.json')) ?? [{ name: READER_NAME, card: null }];
  writeReaders(folder, readers);
  rmSync(join(folder, 'unplugged.json'), { force: true });
  return readers;
}

/** Gives the three tries back, as a card issued again would have. Without `card`: the one in the reader. */
export function repairCard(folder: string, card?: string): string {
  const name = card ?? find(folder).card;
  if (!name) throw new ReaderRefusal("Le lecteur est vide : le nom d'une carte est attendu.");
  if (!existsSync(join(folder, 'cards', name, 'tries.json'))) throw new ReaderRefusal(`Aucune carte à code ne s'appelle « ${name} ».`);
  writeWhole(join(folder, 'cards', name, 'tries.json'), TRIES);
  return name;
}

/** The cards of the catalogue first and in its order. */
export function listCards(folder: string): readonly ListedCard[] {
  const order = Object.keys(CARDS);
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const cards = join(folder, 'cards');
  if (!existsSync(cards)) return [];
  return readdirSync(cards)
    .filter((name) => existsSync(join(cards, name, 'card.json')))
    .sort((left, right) => rank(left) - rank(right) || left.localeCompare(right))
    .map((name) => {
      const reader = readersOf(folder).find(({ card }) => card === name)?.name;
      const tries = join(cards, name, 'tries.json');
      return {
        name,
        label: readJson<Card>(join(cards, name, 'card.json')).name,
        ...(existsSync(tries) && { triesLeft: readJson<{ left: number }>(tries).left }),
        ...(reader && { reader }),
      };
    });
}

async function prepareCard(folder: string, card: Card, pki: Pki, clock: Clock): Promise<void> {
  if (!existsSync(folder))
    return createFolder(folder, {
      'card.json': toJson(card),
      ...(card.kind === 'cps' && { ...(await credentialFiles(card, pki, clock)), 'tries.json': TRIES }),
    });
  if (card.kind === 'other' || ['signature', 'authentication'].every((use) => stillGood(join(folder, `${use}.crt.pem`), pki, clock))) return;
  for (const [name, content] of Object.entries(await credentialFiles(card, pki, clock))) writeWhole(join(folder, name), content);
}

async function credentialFiles({ holder }: Extract<Card, { kind: 'cps' }>, pki: Pki, clock: Clock): Promise<Record<string, string | Uint8Array>> {
  const { authentication, signature } = await issueCardCredentials(pki.persons, holder, clock());
  const files = (use: string, credential: Credential) => ({ [`${use}.p12`]: toPkcs12(credential, DEMO_PIN), [`${use}.crt.pem`]: credential.certificatePem });
  return { ...files('signature', signature), ...files('authentication', authentication) };
}

function stillGood(path: string, pki: Pki, clock: Clock): boolean {
  if (!existsSync(path)) return false;
  const pem = readFileSync(path, 'utf8');
  return lasts(pem, clock) && new X509Certificate(pem).verify(new X509Certificate(pki.persons.certificatePem).publicKey);
}

function find(folder: string, reader?: string): VirtualReader {
  const readers = readersOf(folder);
  const found = reader ? readers.find(({ name }) => name === reader) : readers[0];
  if (!found) throw new ReaderRefusal(reader ? `Aucun lecteur ne s'appelle « ${reader} ».` : "Aucun lecteur n'est branché.");
  return found;
}

function lastCard(folder: string): string {
  const path = join(folder, 'last-card.json');
  return existsSync(path) ? readJson<{ card: string }>(path).card : FIRST_CARD;
}

const readersOf = (folder: string): readonly VirtualReader[] => readList(join(folder, 'reader.json')) ?? [];
const readList = (path: string): readonly VirtualReader[] | undefined =>
  existsSync(path) ? readJson<{ readers: readonly VirtualReader[] }>(path).readers : undefined;
const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const writeReaders = (folder: string, readers: readonly VirtualReader[]): void => writeWhole(join(folder, 'reader.json'), toJson({ readers }));
