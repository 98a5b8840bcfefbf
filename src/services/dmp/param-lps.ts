import { inject, injectable } from 'inversify';
import { z } from 'zod';
import { type Logger, PluginContext } from '../../api/host.js';
import { Clock } from '../clock.js';
import { CAUTIOUS, type DmpParameterSource, type DmpParameters } from '../dmp-parameters.js';
import { Notes } from '../notes.js';
import { Settings } from '../settings.js';
import { ENVIRONMENTS } from './environments.js';
import { XmlNode } from './xml-node.js';

/** After which the file is obsolete (EX_GEN-1222). */
const A_DAY = 24 * 60 * 60_000;
/** After a failure nobody waits for it again so soon. */
const PAUSE = 5 * 60_000;
const DEADLINE = 5_000;
const NOTE = 'paramLps';

const Kept = z.object({ url: z.string(), at: z.number(), parameters: z.object({ minors: z.boolean(), majority: z.number(), mayCumulate: z.boolean() }) });

/** The DMP's parameter file, fetched once a day and kept (EX_GEN-1222, -1540). Its schema is not published: elements are looked up by their names alone. */
@injectable()
export class ParamLps implements DmpParameterSource {
  private kept: z.infer<typeof Kept> | undefined;
  private triedAt = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;
  private readonly log: Logger;

  constructor(
    @inject(Settings) private readonly settings: Settings,
    @inject(Notes) private readonly notes: Notes,
    @inject(Clock) private readonly now: Clock,
    @inject(PluginContext) host: Pick<PluginContext, 'log'>,
  ) {
    this.log = host.log('ParamLps');
  }

  async current(): Promise<DmpParameters> {
    const url = this.settings.get('dmp.parametersUrl') || ENVIRONMENTS[this.settings.get('dmp.environment')]?.parameters || '';
    if (!url) return CAUTIOUS;
    if (!this.kept) this.kept = Kept.safeParse(await this.notes.read(NOTE)).data;
    const age = this.kept?.url === url ? this.now() - this.kept.at : Number.POSITIVE_INFINITY;
    if ((age < 0 || age >= A_DAY) && this.now() - this.triedAt >= PAUSE) {
      this.fetching ??= this.fetch(url).finally(() => (this.fetching = undefined));
      await this.fetching;
    }
    return this.kept?.url === url ? this.kept.parameters : CAUTIOUS;
  }

  private async fetch(url: string): Promise<void> {
    this.triedAt = this.now();
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE), redirect: 'follow' });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.kept = { url, at: this.now(), parameters: parametersIn(XmlNode.parse(new Uint8Array(await answer.arrayBuffer()))) };
      await this.notes.write(NOTE, this.kept);
    } catch {
      this.log.warn('parameters.notRead', { hasCopy: this.kept?.url === url });
    }
  }
}

/** What the file does not say is as where there is no file. */
export function parametersIn(root: XmlNode): DmpParameters {
  const majority = Number(textOf(root, 'age-majorite'));
  return {
    minors: isTrue(textOf(root, 'fonctions-gestion-mineurs'), CAUTIOUS.minors),
    majority: Number.isInteger(majority) && majority > 0 && majority < 100 ? majority : CAUTIOUS.majority,
    mayCumulate: isTrue(textOf(root, 'cumul-invisible_patient-masque_ps'), CAUTIOUS.mayCumulate),
  };
}

const isTrue = (text: string, otherwise: boolean): boolean => (text === '' ? otherwise : /^(?:true|1|oui|vrai)$/i.test(text));

/** Of an element of this name, or of one whose `name`, `nom`, `code` or `id` it is. */
function textOf(node: XmlNode, name: string): string {
  const isMeant = node.name === name || ['name', 'nom', 'code', 'id'].some((attribute) => node.attr(attribute) === name);
  if (isMeant) return node.text || node.attr('value') || node.attr('valeur') || '';
  for (const child of node.children) {
    const found = textOf(child, name);
    if (found) return found;
  }
  return '';
}
