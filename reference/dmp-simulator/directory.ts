import type { World } from './rule.js';
import type { SimulatedProfessional } from './state.js';
import type { Asker } from './vihf.js';

/** Who asks, as the directory knows him. */
export const professionalOf = ({ nameId }: Asker, { state }: World): SimulatedProfessional | undefined =>
  state.professionals.find(({ psId }) => psId === nameId);

/** A member of the staff who is no health professional. */
export const isStaff = (vihf: Asker, world: World): boolean => professionalOf(vihf, world)?.cardKind === 'CPE';

export const isPhysician = ({ cardKind, profession }: SimulatedProfessional): boolean => cardKind === undefined && profession === '10';

const TABLES = { CPS: '1.2.250.1.71.1.2.7', CPF: '1.2.250.1.71.1.2.8', CPE: '1.2.250.1.213.1.1.4.6' } as const;

/** Table of the role: G15, G16 of those in training, TRE_A00 of the staff. */
export const roleTableOf = ({ cardKind }: SimulatedProfessional): string => TABLES[cardKind ?? 'CPS'];

/** `G15_10/SM26`, as the lists of professionals say it. */
export function specialityCodeOf({ cardKind, profession, speciality }: SimulatedProfessional): string {
  return `${cardKind === 'CPF' ? 'G16' : 'G15'}_${profession}${speciality ? `/${speciality}` : ''}`;
}

/** Names of the professions of this directory, as tables G15 and G16 give them. */
const PROFESSIONS: Readonly<Record<string, string>> = { '10': 'Médecin', '60': 'Infirmier', '70': 'Masseur-Kinésithérapeute' };

export const specialityNameOf = ({ cardKind, profession }: SimulatedProfessional): string =>
  `${PROFESSIONS[profession] ?? profession}${cardKind === 'CPF' ? ' (en formation)' : ''}`;
