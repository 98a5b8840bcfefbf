import { z } from 'zod';
import { PluginError } from '../api/plugin-error.js';

const Consent = z.object({ consent: z.literal(true) });
const Confirmation = z.object({ confirmed: z.literal(true) });

/** The box the user ticked for the patient. @throws PluginError `consent.missing` */
export function needConsent(args: unknown): void {
  if (!Consent.safeParse(args).success) throw new PluginError('consent.missing');
}

/** The question the user answered himself. @throws PluginError `consent.missing` */
export function needConfirmation(args: unknown): void {
  if (!Confirmation.safeParse(args).success) throw new PluginError('consent.missing');
}

const Asker = z.object({ professionalId: z.string().exactOptional() });

/** Whose session was open when it was answered: PS_IdNat. */
export const professionalIn = (args: unknown): string | undefined => Asker.parse(args).professionalId;
