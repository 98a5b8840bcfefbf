import type { Holder } from '../../api/professional.js';
import nonProfessionals from '../../terminology/non-professional-authors.json' with { type: 'json' };
import inTraining from '../../terminology/professions-in-training.json' with { type: 'json' };
import professions from '../../terminology/subject-role-professions.json' with { type: 'json' };
import {
  AUTHOR_SPECIALITY_SYSTEM,
  NON_PROFESSIONAL_SYSTEM,
  NON_PROFESSIONAL_SYSTEM_NAME,
  PROFESSION_SYSTEM,
  PROFESSION_SYSTEM_NAME,
  TRAINING_SYSTEM,
  TRAINING_SYSTEM_NAME,
} from './protocol-constants.js';

interface Role {
  readonly code: string;
  readonly system: string;
  readonly systemName: string;
  /** The code itself where the table has no word for it. */
  readonly display: string;
}

const displays = ({ concepts }: { readonly concepts: readonly { readonly code: string; readonly display: string }[] }) =>
  new Map(concepts.map(({ code, display }) => [code, display]));
const G15 = { system: PROFESSION_SYSTEM, systemName: PROFESSION_SYSTEM_NAME, displays: displays(professions) };
const G16 = { system: TRAINING_SYSTEM, systemName: TRAINING_SYSTEM_NAME, displays: displays(inTraining) };
const TRE_A00 = { system: NON_PROFESSIONAL_SYSTEM, systemName: NON_PROFESSIONAL_SYSTEM_NAME, displays: displays(nonProfessionals) };

/** What the holder is, in the table of his kind of card: G15, G16 of a CPF, TRE_A00 of a CPE. */
export function roleOf({ cardKind, professionCode: code }: Holder): Role {
  const table = cardKind === 'CPF' ? G16 : cardKind === 'CPE' ? TRE_A00 : G15;
  return { code, system: table.system, systemName: table.systemName, display: table.displays.get(code) ?? code };
}

/** The same in one code, as an author has it: `G15_60`, `G15_10/SM26`, `G16_10`, `SECRETARIAT_MEDICAL`. */
export function authorSpecialityOf({ cardKind, professionCode, specialityCode }: Holder): Pick<Role, 'code' | 'system'> {
  if (cardKind === 'CPE') return { code: professionCode, system: NON_PROFESSIONAL_SYSTEM };
  const profession = `${cardKind === 'CPF' ? 'G16' : 'G15'}_${professionCode}`;
  return { code: specialityCode ? `${profession}/${specialityCode}` : profession, system: AUTHOR_SPECIALITY_SYSTEM };
}
