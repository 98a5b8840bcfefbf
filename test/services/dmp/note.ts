import type { MedicalDocument } from '../../../src/services/medical-document.js';
import { CABINET, LEA, NOW } from './samples.js';

/** A nurse's note. */
export const NOTE: MedicalDocument = {
  uniqueId: '1.2.250.1.999.7.1.1',
  setId: '1.2.250.1.999.7.1.2',
  version: 1,
  typeCode: '11506-3',
  title: 'Fiche de suivi de soins infirmiers',
  createdAt: NOW,
  act: { start: '2026-01-04' },
  author: LEA,
  structure: { id: CABINET.structureId, name: CABINET.structureName },
  practiceSetting: 'SAD',
  facilityType: 'SA07',
  mediaType: 'application/pdf',
};
