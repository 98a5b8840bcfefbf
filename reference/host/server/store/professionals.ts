import type { PracticeProfessional } from '../../../../src/api/professional.js';

const PRACTICE = '499900021212001';

/** Who practises in this practice: its nurse, and who stands in for her. Invented, as their cards are. */
export const PROFESSIONALS: readonly PracticeProfessional[] = [
  { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60', structureIds: [PRACTICE] },
  { id: '899900008880', familyName: 'REMPLACANT0888', givenName: 'Hugo', professionCode: '60', structureIds: [PRACTICE] },
];
