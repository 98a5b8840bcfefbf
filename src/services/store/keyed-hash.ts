import { createHmac, randomBytes } from 'node:crypto';
import { inject, injectable } from 'inversify';
import { PluginContext } from '../../api/host.js';

const SECRET = 'statusCacheKey';

/** Names a row without saying whose it is. The key is in the host's secret storage: a matricule has too few digits for a plain hash to hide it. */
@injectable()
export class KeyedHash {
  private key: Promise<Buffer> | undefined;

  constructor(@inject(PluginContext) private readonly host: Pick<PluginContext, 'secrets'>) {}

  async of(text: string): Promise<string> {
    this.key ??= this.readKey().catch((error: unknown) => {
      this.key = undefined;
      throw error;
    });
    return createHmac('sha256', await this.key)
      .update(text)
      .digest('hex');
  }

  private async readKey(): Promise<Buffer> {
    const { secrets } = this.host;
    if (!(await secrets.get(SECRET))) await secrets.set(SECRET, randomBytes(32).toString('base64'));
    // Another process may have set its own meanwhile: the one that was kept counts.
    const kept = await secrets.get(SECRET);
    if (!kept) throw new Error('the secret was not kept');
    return Buffer.from(kept, 'base64');
  }
}
