import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { insertCard, listCards, plugReader, ReaderRefusal, removeCard, repairCard, swapCard, unplugReader } from '../reference/cards/reader.js';

/** `npm run card`: a hand for the virtual reader, while the application runs or before. */

const USAGE = `npm run card -- COMMANDE [--data DOSSIER] [--reader NOM]

  list              montre les cartes, leurs essais restants et leur place
  insert [carte]    met une carte dans le lecteur (sans nom : la dernière retirée)
  remove            retire la carte
  swap              remplace la carte par celle du professionnel suivant
  unplug            débranche le lecteur
  plug              le rebranche
  repair [carte]    rend ses trois essais à une carte (sans nom : celle du lecteur)`;

const { positionals, values } = readArguments();
const [command, card, ...rest] = positionals;
if (values.help) leave(0, USAGE);
if (!command || rest.length || (card && !['insert', 'repair'].includes(command))) leave(2, USAGE);
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
        .map(({ label, name: id, reader, triesLeft }) => `${id.padEnd(22)}${label.padEnd(32)}${place(reader).padEnd(28)}${tries(triesLeft)}`.trimEnd())
        .join('\n');
    case 'insert': {
      const { card: inserted, name: reader } = insertCard(folder, card, values.reader);
      return `${inserted} est dans « ${reader} ».`;
    }
    case 'remove': {
      const removed = removeCard(folder, values.reader);
      return removed ? `${removed} est retirée.` : 'Le lecteur était déjà vide.';
    }
    case 'swap': {
      const { card: inserted, name: reader } = swapCard(folder, values.reader);
      return `${inserted} est maintenant dans « ${reader} ».`;
    }
    case 'unplug':
      unplugReader(folder);
      return 'Le lecteur est débranché.';
    case 'plug':
      return plugReader(folder)
        .map(({ card: inside, name: reader }) => `« ${reader} » est branché, ${inside ? `avec ${inside}` : 'sans carte'}.`)
        .join('\n');
    case 'repair':
      return `${repairCard(folder, card)} a de nouveau ses trois essais.`;
    default:
      return leave(2, `« ${name} » n'est pas une commande.\n\n${USAGE}`);
  }
}

function place(reader: string | undefined): string {
  return reader ? `dans « ${reader} »` : '';
}

function tries(left: number | undefined): string {
  if (left === undefined) return '';
  return left === 0 ? 'bloquée' : `${left} ${left > 1 ? 'essais restants' : 'essai restant'}`;
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { data: { type: 'string' }, reader: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  } catch {
    return leave(2, USAGE);
  }
}

function leave(code: number, text: string): never {
  (code ? console.error : console.log)(text);
  process.exit(code);
}
