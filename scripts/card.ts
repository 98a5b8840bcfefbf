import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { insertCard, listCards, plugReader, ReaderRefusal, removeCard, repairCard, swapCard, unplugReader } from '../reference/cards/reader.js';

/** `npm run card`: a hand for the virtual readers, while the application runs or before. */

const USAGE = `npm run card -- COMMANDE [--data DOSSIER] [--reader NOM]

  list              montre les cartes, leurs essais restants et leur place
  insert [carte]    met une carte dans son lecteur (sans nom : la dernière carte de professionnel retirée) ;
                    une carte Vitale va dans le lecteur des cartes Vitale
  remove [carte]    retire une carte (sans nom : celle du professionnel)
  swap              remplace la carte du professionnel par celle du suivant
  unplug            débranche les lecteurs
  plug              les rebranche
  repair [carte]    rend ses trois essais à une carte (sans nom : celle du professionnel)

  --reader NOM      agit sur ce lecteur : « --reader "Lecteur virtuel 2" »`;

const COMMANDS = ['list', 'insert', 'remove', 'swap', 'unplug', 'plug', 'repair'];
const NAME_A_CARD = ['insert', 'remove', 'repair'];
const OPTIONS = { data: { type: 'string' }, reader: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

const { positionals, values } = readArguments();
const [command, card, ...rest] = positionals;
if (values.help) leave(0, USAGE);
if (!command) leave(2, USAGE);
if (!COMMANDS.includes(command)) refuse(`« ${command} » n'est pas une commande.`);
const [unexpected] = card && !NAME_A_CARD.includes(command) ? [card] : rest;
if (unexpected) refuse(`« ${unexpected} » est de trop.`);
const folder = join(resolve(values.data ?? join(import.meta.dirname, '../.data')), 'reader');
if (!existsSync(join(folder, 'cards'))) leave(1, `Il n'y a pas encore de lecteur dans ${folder} : « npm start » le prépare.`);

try {
  leave(0, run(command));
} catch (error) {
  if (error instanceof ReaderRefusal) leave(1, error.message);
  throw error;
}

function run(name: string): string {
  switch (name) {
    case 'list':
      return listCards(folder)
        .map(({ label, name: id, reader, triesLeft }) => `${id.padEnd(22)}${label.padEnd(42)}${place(reader).padEnd(28)}${tries(triesLeft)}`.trimEnd())
        .join('\n');
    case 'insert': {
      const { card: inserted, name: reader } = insertCard(folder, card, values.reader);
      return `${inserted} est dans « ${reader} ».`;
    }
    case 'remove': {
      const removed = removeCard(folder, { card, reader: values.reader });
      return removed ? `${removed} est retirée.` : 'Le lecteur était déjà vide.';
    }
    case 'swap': {
      const { card: inserted, name: reader } = swapCard(folder, values.reader);
      return `${inserted} est maintenant dans « ${reader} ».`;
    }
    case 'unplug':
      unplugReader(folder);
      return 'Les lecteurs sont débranchés.';
    case 'plug':
      return plugReader(folder)
        .map(({ card: inside, name: reader }) => `« ${reader} » est branché, ${inside ? `avec ${inside}` : 'sans carte'}.`)
        .join('\n');
    default:
      return `${repairCard(folder, card)} a de nouveau ses trois essais.`;
  }
}

function place(reader: string | undefined): string {
  return reader ? `dans « ${reader} »` : '';
}

function tries(left: number | undefined): string {
  if (left === undefined) return '';
  return left === 0 ? 'bloquée' : `${left} ${left > 1 ? 'essais restants' : 'essai restant'}`;
}

/** Strict, and the word that is wrong is told. */
function readArguments() {
  const { positionals: words, tokens, values: given } = parseArgs({ allowPositionals: true, strict: false, tokens: true, options: OPTIONS });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(OPTIONS, token.name)) refuse(`« ${token.rawName} » n'est pas une option.`);
    if (token.name === 'help' ? token.value !== undefined : !token.value)
      refuse(`« ${token.rawName} » ${token.name === 'help' ? 'ne prend pas de nom' : 'attend un nom'}.`);
  }
  return { positionals: words, values: given as { data?: string; reader?: string; help?: boolean } };
}

function refuse(why: string): never {
  return leave(2, `${why}\n\n${USAGE}`);
}

function leave(code: number, text: string): never {
  (code ? console.error : console.log)(text);
  process.exit(code);
}
