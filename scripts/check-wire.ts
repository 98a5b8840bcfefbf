import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SchemaLibrary } from './wire/schema-library.js';
import { ASSERTION_VERIFIED, SUBMISSION_VERIFIED } from './wire/wire-signatures.js';
import { judge, type WireVerdict } from './wire/wire-verdict.js';

/**
 * `npm run check:wire -- --schemas DIR [LOGDIR]`: what the simulator's `--wire-log` has written, judged by tools that are not ours. Every SOAP
 * body, and what is inside it or beside it in a part of its own, is validated by `xmllint` against the schema found below DIR for its root
 * element (HL7 v3, ebXML, XDS.b, CDA, in any layout; of the HL7 editions NE2009 goes before NE2008; a service of the DMP's own by the types
 * inside its WSDL); the signature of every assertion and of every submission is verified by `xmlsec1` and by `xadesjs`. Only the parts of a MIME body are taken
 * apart by the simulator's own reader, which is not the plugin's.
 */
const USAGE = 'npm run check:wire -- --schemas DOSSIER_DES_SCHEMAS [DOSSIER_DU_JOURNAL]';
const DEFAULT_LOG = '.data/wire-log';

/** `0001-TD0.2-request.xml` */
const EXCHANGE = /^\d{4,}-([\w.]+)-(request|response)\.(xml|mime)$/;

/** Ends the program with a sentence for whoever started it. */
class UserError extends Error {}

async function main(): Promise<number> {
  const { schemas, log } = readArguments();
  for (const [tool, source] of [
    ['xmllint', 'libxml2-utils'],
    ['xmlsec1', 'xmlsec1'],
  ] as const) {
    if (spawnSync(tool, ['--version']).error) throw new UserError(`Il manque l’outil ${tool}. Sous Debian : apt-get install ${source}`);
  }
  const files = readdirSync(log)
    .filter((name) => EXCHANGE.test(name))
    .sort();
  if (files.length === 0) throw new UserError(`Aucun échange dans ${log}. Pour en écrire : npm start -- --wire-log ${log}`);
  const work = mkdtempSync(join(tmpdir(), 'check-wire-'));
  try {
    const library = new SchemaLibrary(schemas, work);
    if (library.isEmpty) throw new UserError(`Aucun schéma (.xsd) sous ${schemas}`);
    const verdicts: WireVerdict[] = [];
    for (const file of files) verdicts.push(await judge(join(log, file), library, work));
    print(verdicts);
    return verdicts.some(({ problems }) => problems.length > 0) ? 1 : 0;
  } finally {
    rmSync(work, { recursive: true });
  }
}

function readArguments(): { readonly schemas: string; readonly log: string } {
  const { values, positionals } = parsed();
  if (!values.schemas || positionals.length > 1) throw new UserError(`Usage : ${USAGE}`);
  const schemas = resolve(values.schemas);
  const log = resolve(positionals[0] ?? DEFAULT_LOG);
  if (!isFolder(schemas)) throw new UserError(`Le dossier des schémas n’existe pas : ${schemas}`);
  if (!isFolder(log)) throw new UserError(`Le dossier du journal n’existe pas : ${log}. Pour en écrire un : npm start -- --wire-log ${log}`);
  return { schemas, log };
}

function parsed() {
  try {
    return parseArgs({ allowPositionals: true, options: { schemas: { type: 'string' } } });
  } catch {
    throw new UserError(`Usage : ${USAGE}`);
  }
}
const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

function print(verdicts: readonly WireVerdict[]): void {
  const rows = verdicts.map(({ file, body, schema, signatures, problems }) => [
    file,
    body,
    schema,
    signatures.join(', '),
    problems.length > 0 ? 'invalide' : 'valide',
  ]);
  const table = [['Fichier', 'Corps', 'Schéma', 'Signature', 'Verdict'], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  for (const { file, problems } of verdicts) for (const problem of problems) console.log(`${file} : ${problem}`);
  console.log(`Transactions : ${transactionsIn(verdicts)}`);
  console.log(
    `Vérifiées par xmlsec1 et xadesjs : ${plural(verified(verdicts, ASSERTION_VERIFIED), 'assertion')}, ${plural(verified(verdicts, SUBMISSION_VERIFIED), 'envoi')}`,
  );
  const invalid = verdicts.filter(({ problems }) => problems.length > 0).length;
  console.log(`${plural(verdicts.length - invalid, 'valide')}, ${plural(invalid, 'invalide')}`);
}

/** `TD0.2 × 3, TD2.1 × 1`, by their requests. */
function transactionsIn(verdicts: readonly WireVerdict[]): string {
  const counts = new Map<string, number>();
  for (const { file } of verdicts) {
    const [, name, direction] = EXCHANGE.exec(file) ?? [];
    if (name && direction === 'request') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, count]) => `${name} × ${count}`)
    .join(', ');
}

const verified = (verdicts: readonly WireVerdict[], word: string): number =>
  verdicts.flatMap(({ signatures }) => signatures).filter((said) => said === word).length;
const plural = (count: number, word: string): string => `${count} ${word}${count > 1 ? 's' : ''}`;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
