import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PluginError } from '../../api/plugin-error.js';
import type { VitaleReading } from '../../api/vitale.js';

const Name = z.string().max(80);
/** Day and month of a lunar date are in no calendar. */
const Day = z.string().regex(/^\d{8}$/);
/** 13 characters, of which the seventh is a letter for Corsica, and the key. */
const Nir = z.string().regex(/^\d{6}[\dAB]\d{8}$/);
const VitaleJson = z.object({
  cardKind: z.enum(['real', 'test', 'demonstration']),
  beneficiaries: z
    .array(
      z.object({
        birthName: Name.min(1),
        usedName: Name,
        givenName: Name.min(1),
        birthDate: Day,
        birthRank: z.int().min(1).max(9),
        nir: z.union([z.literal(''), Nir]),
        certificationDate: z.union([z.literal(''), Day]),
        insuredNir: Nir,
        quality: z.string().regex(/^\d{1,2}$/),
        address: z.array(Name.min(1)).max(5),
      }),
    )
    .min(1),
});

/** A Carte Vitale in a folder: `card.json` is all of it, and needs no code. */
export class VitaleCardFolder {
  readonly kind = 'vitale';

  constructor(
    private readonly folder: string,
    readonly name: string,
  ) {}

  /** What the card says now. @throws PluginError `vitale.unreadable` */
  async read(): Promise<Omit<VitaleReading, 'reader' | 'source'>> {
    try {
      return VitaleJson.parse(JSON.parse(await readFile(join(this.folder, 'card.json'), 'utf8')));
    } catch {
      // Without its cause, which would quote the card.
      throw new PluginError('vitale.unreadable');
    }
  }
}
