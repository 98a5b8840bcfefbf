import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CARDS, type Card, DEMO_PIN, FIRST_CARD, FIRST_VITALE, type ProfessionalCard, type VitaleCard } from './card-catalogue.js';
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

/** Where a professional's card, and a patient's, go in a new folder. */
const READER_NAME = 'Lecteur virtuel 1';
const VITALE_READER_NAME = 'Lecteur virtuel 2';
const TRIES = toJson({ left: 3 });

type Kind = 'professional' | 'vitale';
/** What was taken out last, and of which reader. */
type LastCards = Partial<Record<Kind, { readonly card: string; readonly reader?: string }>>;

/**
 * Virtual readers and their cards: what is missing is made, certificates about to expire or of another PKI are issued again. The readers'
 * contents and the tries of a card that is there stay as they are. A folder from before there were readable Cartes Vitale gets a second
 * reader with one in it.
 */
export async function prepareReader(folder: string, pki: Pki, clock: Clock = Date.now): Promise<void> {
  const isOld = existsSync(cardFile(folder, FIRST_VITALE)) && isOldVitale(cardFile(folder, FIRST_VITALE));
  await Promise.all(Object.entries(CARDS).map(([name, card]) => prepareCard(join(folder, 'cards', name), card, pki, clock)));
  const vitaleReader = { name: VITALE_READER_NAME, card: FIRST_VITALE };
  if (!existsSync(join(folder, 'reader.json'))) writeReaders(folder, [{ name: READER_NAME, card: FIRST_CARD }, vitaleReader]);
  else if (isOld) addReader(folder, vitaleReader);
}

/**
 * A folder with the signature key of every professional's card, `<national id>.p12`: for a card in a PC/SC reader whose module cannot sign with it. What is there is
 * written again. @returns the folder
 */
export function prepareSignatures(readers: string, folder: string): string {
  for (const [name, card] of Object.entries(CARDS)) {
    if (card.kind !== 'cps') continue;
    writeWhole(join(folder, `${card.holder.id.replaceAll('/', '-')}.p12`), readFileSync(join(readers, 'cards', name, 'signature.p12')));
  }
  return folder;
}

/** Beside those that are plugged in, or that wait unplugged. A card that is somewhere stays there. */
function addReader(folder: string, { name, card }: VirtualReader): void {
  const unplugged = readList(join(folder, 'unplugged.json'));
  const readers = unplugged ?? readersOf(folder);
  if (readers.some((other) => other.name === name)) return;
  const added = [...readers, { name, card: readers.some((other) => other.card === card) ? null : card }];
  if (unplugged) writeWhole(join(folder, 'unplugged.json'), toJson({ readers: added }));
  else writeReaders(folder, added);
}

/**
 * Without `card`: the professional's taken out last, or the first. Without `reader`: the one that holds, or last held, a card of this kind.
 * What was in the reader comes out.
 */
export function insertCard(folder: string, card?: string, reader?: string): VirtualReader {
  const name = card ?? lastCards(folder).professional?.card ?? FIRST_CARD;
  checkCard(folder, name);
  const target = reader === undefined ? readerFor(folder, kindOf(folder, name)) : find(folder, reader);
  if (target.card && target.card !== name) remember(folder, target);
  // A card is in one place at a time.
  const elsewhere = (other: VirtualReader): VirtualReader => (other.card === name ? { ...other, card: null } : other);
  const inserted = { name: target.name, card: name };
  writeReaders(
    folder,
    readersOf(folder).map((other) => (other.name === target.name ? inserted : elsewhere(other))),
  );
  return inserted;
}

/** Without `card` and `reader`: what is in the reader of the professional's card. @returns the folder name of the card, null if the reader was empty. */
export function removeCard(folder: string, { card, reader }: { readonly card?: string | undefined; readonly reader?: string | undefined } = {}): string | null {
  const place = placeOf(folder, card, reader);
  if (!place.card) return null;
  remember(folder, place);
  writeReaders(
    folder,
    readersOf(folder).map((other) => (other.name === place.name ? { ...place, card: null } : other)),
  );
  return place.card;
}

/** Takes the next professional card in place of the one that is there. Without `reader`: in that of the professional's card. */
export function swapCard(folder: string, reader?: string): VirtualReader {
  const current = placeOf(folder, undefined, reader);
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

/** Gives the three tries back, as a card issued again would have. Without `card`: the professional's in its reader. */
export function repairCard(folder: string, card?: string): string {
  if (card !== undefined) checkCard(folder, card);
  const name = card ?? readerFor(folder, 'professional').card;
  if (!name) throw new ReaderRefusal("Le lecteur est vide : le nom d'une carte est attendu.");
  if (!existsSync(join(folder, 'cards', name, 'tries.json'))) throw new ReaderRefusal(`« ${name} » n'a pas de code.`);
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
        label: labelOf(cardFile(folder, name)),
        ...(existsSync(tries) && { triesLeft: readJson<{ left: number }>(tries).left }),
        ...(reader && { reader }),
      };
    });
}

async function prepareCard(folder: string, card: Card, pki: Pki, clock: Clock): Promise<void> {
  if (card.kind === 'vitale') return prepareVitale(folder, card);
  if (!existsSync(folder)) return createFolder(folder, { 'card.json': toJson(card), ...(await credentialFiles(card, pki, clock)), 'tries.json': TRIES });
  if (['signature', 'authentication'].every((use) => stillGood(join(folder, `${use}.crt.pem`), pki, clock))) return;
  for (const [name, content] of Object.entries(await credentialFiles(card, pki, clock))) writeWhole(join(folder, name), content);
}

function prepareVitale(folder: string, card: Card): void {
  const path = join(folder, 'card.json');
  if (!existsSync(folder)) createFolder(folder, { 'card.json': toJson(card) });
  else if (isOldVitale(path)) writeWhole(path, toJson(card));
}

/** Of a version in which it said nothing but its name. One that was spoilt on purpose stays as it is. */
const isOldVitale = (path: string): boolean => readCard(path)?.kind === 'other';

async function credentialFiles({ holder, situations }: ProfessionalCard, pki: Pki, clock: Clock): Promise<Record<string, string | Uint8Array>> {
  const [employer] = holder.cardKind === 'CPE' ? situations : [];
  const structure = employer && { structure: { id: employer.structureId, name: employer.structureName } };
  const { authentication, signature } = await issueCardCredentials(pki.persons, { ...holder, ...structure }, clock());
  const files = (use: string, credential: Credential) => ({ [`${use}.p12`]: toPkcs12(credential, DEMO_PIN), [`${use}.crt.pem`]: credential.certificatePem });
  return { ...files('signature', signature), ...files('authentication', authentication) };
}

function stillGood(path: string, pki: Pki, clock: Clock): boolean {
  if (!existsSync(path)) return false;
  const pem = readFileSync(path, 'utf8');
  return lasts(pem, clock) && new X509Certificate(pem).verify(new X509Certificate(pki.persons.certificatePem).publicKey);
}

/** A Carte Vitale is told by whom it insures: they all have one name. */
function labelOf(path: string): string {
  const card = readCard(path);
  const insured = card?.kind === 'vitale' ? card.beneficiaries?.[0] : undefined;
  return insured ? `${card?.name} de ${insured.givenName} ${insured.birthName}` : (card?.name ?? 'carte illisible');
}

/** As it lies there: somebody may have changed it. Undefined: unreadable. */
function readCard(path: string): Partial<ProfessionalCard> | Partial<VitaleCard> | { readonly kind: 'other'; readonly name: string } | undefined {
  try {
    return readJson(path);
  } catch {
    return undefined;
  }
}

function find(folder: string, name: string): VirtualReader {
  const readers = pluggedReaders(folder);
  const found = readers.find((reader) => reader.name === name);
  if (found) return found;
  throw new ReaderRefusal(`Aucun lecteur ne s'appelle « ${name} ». Lecteurs branchés : ${readers.map((reader) => `« ${reader.name} »`).join(', ')}.`);
}

/** Where this card is, or what is in this reader. */
function placeOf(folder: string, card: string | undefined, reader: string | undefined): VirtualReader {
  if (card !== undefined) checkCard(folder, card);
  const named = reader === undefined ? undefined : find(folder, reader);
  if (card === undefined) return named ?? readerFor(folder, 'professional');
  const holding = pluggedReaders(folder).find((other) => other.card === card);
  if (!holding || (named && named.name !== holding.name)) {
    throw new ReaderRefusal(`« ${card} » n'est pas dans ${named ? `« ${named.name} »` : 'un lecteur'}.`);
  }
  return holding;
}

/** The reader that holds a card of this kind, or last held one; else a free one; else, so that two kinds part, the first or the last. */
function readerFor(folder: string, kind: Kind): VirtualReader {
  const readers = pluggedReaders(folder);
  const free = readers.filter(({ card }) => card === null);
  const last = ({ name }: VirtualReader): boolean => name === lastCards(folder)[kind]?.reader;
  const end = (list: readonly VirtualReader[]): VirtualReader | undefined => list.at(kind === 'professional' ? 0 : -1);
  const holding = readers.find(({ card }) => card !== null && kindOf(folder, card) === kind);
  const found = holding ?? free.find(last) ?? end(free) ?? readers.find(last) ?? end(readers);
  if (!found) throw new Error('no reader to choose from');
  return found;
}

function pluggedReaders(folder: string): readonly VirtualReader[] {
  const readers = readersOf(folder);
  if (!readers.length) throw new ReaderRefusal("Aucun lecteur n'est branché : « npm run card -- plug » en branche un.");
  return readers;
}

function checkCard(folder: string, name: string): void {
  if (!existsSync(cardFile(folder, name))) throw new ReaderRefusal(`Aucune carte ne s'appelle « ${name} ».`);
}

function remember(folder: string, { name: reader, card }: VirtualReader): void {
  if (card) writeWhole(join(folder, 'last-card.json'), toJson({ ...lastCards(folder), [kindOf(folder, card)]: { card, reader } }));
}

function lastCards(folder: string): LastCards {
  const path = join(folder, 'last-card.json');
  if (!existsSync(path)) return {};
  // `card` alone: written by an earlier version.
  const { card, ...last } = readJson<LastCards & { readonly card?: string }>(path);
  return card ? { [kindOf(folder, card)]: { card } } : last;
}

/** What has a code is a professional's. */
const kindOf = (folder: string, card: string): Kind => (existsSync(join(folder, 'cards', card, 'tries.json')) ? 'professional' : 'vitale');
const cardFile = (folder: string, card: string): string => join(folder, 'cards', card, 'card.json');
const readersOf = (folder: string): readonly VirtualReader[] => readList(join(folder, 'reader.json')) ?? [];
const readList = (path: string): readonly VirtualReader[] | undefined =>
  existsSync(path) ? readJson<{ readers: readonly VirtualReader[] }>(path).readers : undefined;
const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const writeReaders = (folder: string, readers: readonly VirtualReader[]): void => writeWhole(join(folder, 'reader.json'), toJson({ readers }));
