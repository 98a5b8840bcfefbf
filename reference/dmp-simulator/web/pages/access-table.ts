import type { AccessTrace, SimulatedProfessional } from '../../state.js';
import type { Html } from '../html.js';
import { dataTable } from '../parts.js';
import { momentOf, professionalName } from '../words.js';

/** As much as the national site shows at once. */
const MOST = 100;
const A_YEAR_MS = 365 * 24 * 3_600_000;

/** Accesses, the last one first: a year of them, a hundred at most. `patientOf` adds a column on whom they were about. */
export function accessTable(
  caption: string,
  traces: readonly AccessTrace[],
  professionals: readonly SimulatedProfessional[],
  patientOf?: (trace: AccessTrace) => string,
): Html {
  const since = Date.now() - A_YEAR_MS;
  const shown = traces
    .filter(({ at }) => at >= since)
    .slice(-MOST)
    .reverse();
  return dataTable(
    caption,
    ['Date', ...(patientOf ? ['Patient'] : []), 'Professionnel', 'Action', 'Résultat', 'Depuis'],
    shown.map((trace) => [
      momentOf(trace.at),
      ...(patientOf ? [patientOf(trace)] : []),
      nameOf(trace.psId, professionals),
      trace.what,
      trace.granted ? 'Accordé' : 'Refusé',
      trace.by === 'WEB' ? 'WEB DMP' : 'Logiciel du cabinet',
    ]),
  );
}

function nameOf(psId: string, professionals: readonly SimulatedProfessional[]): string {
  const professional = professionals.find((known) => known.psId === psId);
  return professional ? professionalName(professional) : psId;
}
