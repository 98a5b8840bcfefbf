import type { SimulatedProfessional } from '../state.js';

/** The directory: who practises where. All of it is invented. */
export const PROFESSIONALS: readonly SimulatedProfessional[] = [
  {
    psId: '899900021212',
    title: 'Mme',
    familyName: 'INFIRMIER0212',
    givenName: 'Léa',
    profession: '60',
    situations: [{ structureId: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', address: '12 RUE DES JACOBINS, 72000 LE MANS', sector: 'SA07' }],
  },
  {
    psId: '899900003100',
    title: 'M.',
    familyName: 'KINE0310',
    givenName: 'Marc',
    profession: '70',
    situations: [{ structureId: '499900003100001', structureName: 'CABINET M KINE0310', address: '3 PLACE DE LA REPUBLIQUE, 72000 LE MANS', sector: 'SA07' }],
  },
  {
    psId: '899900004550',
    title: 'Mme',
    familyName: 'INFIRMIER0455',
    givenName: 'Nadia',
    profession: '60',
    situations: [
      { structureId: '499900004550001', structureName: 'CABINET MME INFIRMIER0455', address: '45 AVENUE BOLLEE, 72000 LE MANS', sector: 'SA07' },
      { structureId: '10B0127189', structureName: 'MAISON DE SANTE DES JACOBINS', address: '1 QUAI LOUIS BLANC, 72000 LE MANS', sector: 'SA07' },
    ],
  },
  {
    psId: '899900001230',
    title: 'Dr',
    familyName: 'ALONSO0123',
    givenName: 'Fabrice',
    profession: '10',
    speciality: 'SM26',
    situations: [{ structureId: '499900001230001', structureName: 'CABINET M ALONSO0123', address: '7 RUE DE LA MARIETTE, 72000 LE MANS', sector: 'SA07' }],
  },
  // In training: her code is one of table G16.
  {
    psId: '899900007770',
    cardKind: 'CPF',
    title: 'Mme',
    familyName: 'ETUDIANTE0777',
    givenName: 'Zélie',
    profession: '60',
    situations: [{ structureId: '10B0127189', structureName: 'MAISON DE SANTE DES JACOBINS', address: '1 QUAI LOUIS BLANC, 72000 LE MANS', sector: 'SA07' }],
  },
  // A replacement practises in the place of the one he stands in for.
  {
    psId: '899900008880',
    title: 'M.',
    familyName: 'REMPLACANT0888',
    givenName: 'Hugo',
    profession: '60',
    situations: [{ structureId: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', address: '12 RUE DES JACOBINS, 72000 LE MANS', sector: 'SA07' }],
  },
  {
    psId: '699900021212001/0001',
    cardKind: 'CPE',
    title: 'Mme',
    familyName: 'SECRETAIRE0212',
    givenName: 'Sylvie',
    profession: 'SECRETARIAT_MEDICAL',
    situations: [{ structureId: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', address: '12 RUE DES JACOBINS, 72000 LE MANS', sector: 'SA07' }],
  },
];
