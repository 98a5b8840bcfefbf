import { inject, injectable } from 'inversify';
import { z } from 'zod';
import type { DocumentForm } from '../api/documents.js';
import { PluginContext } from '../api/host.js';
import { Notes } from './notes.js';

const MOST_TYPES = 5;
const Choices = z.object({
  byKind: z.record(z.string(), z.object({ typeCode: z.string(), practiceSetting: z.string() })),
  lastTypes: z.array(z.string()),
});
type Choices = z.infer<typeof Choices>;

/** What a user chose last for each kind of document. Who may not see it is chosen anew each time. */
@injectable()
export class FormMemory {
  constructor(
    @inject(Notes) private readonly notes: Notes,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'user'>,
  ) {}

  /** `kind`: the host's word; empty for a document that is none of the host's. */
  async recall(kind: string): Promise<Pick<DocumentForm, 'typeCode' | 'practiceSetting'> | undefined> {
    return (await this.read()).byKind[kind];
  }

  async lastTypes(): Promise<readonly string[]> {
    return (await this.read()).lastTypes;
  }

  /** This user has added a document before. */
  async hasAdded(): Promise<boolean> {
    return (await this.lastTypes()).length > 0;
  }

  /** Never rejects: a choice that is not remembered is typed again. */
  async remember(kind: string, { practiceSetting, typeCode }: DocumentForm): Promise<void> {
    const { byKind, lastTypes } = await this.read();
    const types = [typeCode, ...lastTypes.filter((code) => code !== typeCode)].slice(0, MOST_TYPES);
    await this.notes.write(this.name, { byKind: { ...byKind, [kind]: { typeCode, practiceSetting } }, lastTypes: types }).catch(() => {});
  }

  private async read(): Promise<Choices> {
    return Choices.safeParse(await this.notes.read(this.name)).data ?? { byKind: {}, lastTypes: [] };
  }

  private get name(): string {
    return `documentForm.${this.host.user.id}`;
  }
}
