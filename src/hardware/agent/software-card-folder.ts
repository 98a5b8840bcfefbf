import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PluginError } from '../../api/plugin-error.js';
import type { Holder, Situation } from '../../api/professional.js';
import { type CardKeys, openPkcs12 } from './card-keys.js';
import type { PlainCard } from './card-readers.js';
import type { CardCertificates, OpenCard, ProfessionalCard } from './professional-card.js';
import { openSoftwareCard } from './software-card.js';
import { VitaleCardFolder } from './vitale-card-folder.js';

const HolderJson = z.object({
  id: z.string(),
  familyName: z.string(),
  givenName: z.string(),
  cardKind: z.enum(['CPF', 'CPE']).exactOptional(),
  professionCode: z.string(),
  specialityCode: z.string().exactOptional(),
});
const SituationJson = z.object({
  id: z.string(),
  structureName: z.string(),
  structureId: z.string(),
  sectorCode: z.string(),
  isReplacement: z.boolean().exactOptional(),
});
const CardJson = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cps'), name: z.string(), holder: HolderJson, situations: z.array(SituationJson).min(1) }),
  z.object({ kind: z.enum(['vitale', 'other']), name: z.string() }),
]);
const MOST_TRIES = 3;
const TriesJson = z.object({ left: z.int().min(0).max(MOST_TRIES) });

export type CardFolder = SoftwareCardFolder | VitaleCardFolder | PlainCard;

/** A professional's card (CPS, CPF, CPE) in a folder: `card.json`, two PKCS#12 whose password is the PIN, and `tries.json`. */
export class SoftwareCardFolder implements ProfessionalCard {
  readonly kind = 'cps';
  certificates: CardCertificates | undefined;

  private constructor(
    private readonly folder: string,
    readonly holder: Holder,
    private readonly situations: readonly Situation[],
    private left: number,
  ) {}

  /** @throws when the folder holds no readable card. */
  static async read(folder: string): Promise<CardFolder> {
    const card = CardJson.parse(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
    switch (card.kind) {
      case 'cps':
        return new SoftwareCardFolder(folder, card.holder, card.situations, await triesIn(folder));
      case 'vitale':
        return new VitaleCardFolder(folder, card.name);
      case 'other':
        return { kind: 'other', name: card.name };
    }
  }

  get triesLeft(): ProfessionalCard['triesLeft'] {
    if (this.left === 0) return 'none';
    return this.left === 1 ? 'last' : 'several';
  }

  /** Looks whether the card was given tries again. */
  async isRepaired(): Promise<boolean> {
    this.left = await triesIn(this.folder).catch(() => this.left);
    return this.left > 0;
  }

  /** Undefined: wrong code, and one try less. @throws PluginError `card.unreadable`, no try lost. */
  async open(pin: Buffer): Promise<OpenCard | undefined> {
    try {
      this.left = await triesIn(this.folder);
      if (this.left === 0) return undefined;
      const [signature, authentication] = await Promise.all(['signature.p12', 'authentication.p12'].map((name) => readFile(join(this.folder, name))));
      // Counted and on disk before the code is looked at: pulling the plug gives no free try.
      await this.write(this.left - 1);
      const keys = await this.tryCode(pin, signature ?? Buffer.alloc(0), authentication ?? Buffer.alloc(0));
      if (!keys) return undefined;
      this.certificates = { signature: keys.signature.certificate, authentication: keys.authentication.certificate };
      return openSoftwareCard(keys, this.situations);
    } catch (error) {
      throw PluginError.from(error, 'card.unreadable');
    }
  }

  private async tryCode(pin: Buffer, signature: Buffer, authentication: Buffer): Promise<CardKeys | undefined> {
    // node-forge takes a password as a string, which cannot be wiped; it lives no longer than this call.
    const password = pin.toString('latin1');
    try {
      const signing = openPkcs12(signature, password);
      if (!signing) return undefined;
      const authenticating = openPkcs12(authentication, password);
      if (!authenticating) throw new Error('the two keys have different codes');
      await this.write(MOST_TRIES);
      return { signature: signing, authentication: authenticating };
    } catch (error) {
      await this.write(this.left + 1);
      throw error;
    }
  }

  private async write(left: number): Promise<void> {
    const path = join(this.folder, 'tries.json');
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ left })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    await syncFolder(this.folder);
    this.left = left;
  }
}

const triesIn = async (folder: string): Promise<number> => TriesJson.parse(JSON.parse(await readFile(join(folder, 'tries.json'), 'utf8'))).left;

/** The rename itself must survive a power cut. Windows cannot open a folder, and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
