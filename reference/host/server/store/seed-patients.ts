import type { PatientIdentity, VitaleRead } from '../../../../src/api/patient.js';
import type { PatientRecord } from '../../practice.js';

const TEST_NIR = '1.2.250.1.213.1.4.10';
const NIA = '1.2.250.1.213.1.4.9';

type Traits = Omit<PatientIdentity, 'insOid' | 'insStatus'> & Partial<Pick<PatientIdentity, 'insOid' | 'insStatus'>>;
type Address = readonly [street: string, postalCode: string, city: string, complement?: string];
type Rest = Partial<Pick<PatientRecord, 'complementary' | 'treatingPhysician' | 'mileage' | 'notes' | 'absences'>> & {
  readonly quality?: string;
  /** Id of the insured, when it is somebody else. */
  readonly insuredBy?: string;
  readonly socialSecurityNumber?: string;
  readonly certificationDate?: string;
  readonly phones?: PatientRecord['contact']['phones'];
  readonly email?: string;
};

const NO_COMPLEMENTARY: PatientRecord['complementary'] = { name: '', from: '', to: '', rule: '' };

const LE_MANS = ['72000', 'LE MANS'] as const;
const OYON: Address = ['5 BD ALEXANDRE OYON', '72019', 'LE MANS CEDEX 2'];
const GAMBETTA: Address = ['18 RUE GAMBETTA', ...LE_MANS];
const JACOBINS: Address = ['12 RUE DES JACOBINS', ...LE_MANS];

/** The invented patients the practice starts with: every situation of a record has one. None of them exists. */
export const seedPatients = (): readonly PatientRecord[] => {
  const list = [
    patient(
      'p01',
      { birthName: 'DESMAUX', birthGivenNames: 'NATHALIE', sex: 'F', birthDate: '1955-06-15', birthPlaceCode: '72181', matricule: '255069999999934' },
      OYON,
      {
        certificationDate: '2026-01-02',
        complementary: { name: 'DRE OCT', from: '2015-04-01', to: '2020-04-30', rule: 'Sélection automatique à la facturation' },
        treatingPhysician: { name: 'ALONSO Fabrice', declared: true },
        phones: ['02 43 00 00 01', '', '', ''],
        mileage: { plain: 4, mountain: 0, foot: 0 },
      },
    ),
    patient(
      'p02',
      {
        birthName: 'INS-FAMILLE-ONZE',
        birthGivenNames: 'PAUL JEAN MARC',
        sex: 'M',
        birthDate: '1970-08-07',
        birthPlaceCode: '26221',
        matricule: '170082622170161',
      },
      GAMBETTA,
    ),
    patient(
      'p03',
      { birthName: 'INS-FAMILLE-ONZE', birthGivenNames: 'CORSE', sex: 'M', birthDate: '2001-07-14', birthPlaceCode: '2B033', matricule: '101072B99900114' },
      GAMBETTA,
      {
        quality: 'Enfant',
        insuredBy: 'p02',
        email: 'corse.onze@exemple.fr',
      },
    ),
    patient(
      'p04',
      { birthName: 'INS-FAMILLE-UN', birthGivenNames: 'JEAN-MICHEL', sex: 'M', birthDate: '1973-08-07', birthPlaceCode: '72181', matricule: '173089999900138' },
      JACOBINS,
      {
        phones: ['02 43 00 00 04', '06 00 00 00 04', '', ''],
      },
    ),
    patient(
      'p05',
      { birthName: 'DESMAUX', birthGivenNames: 'ARTHUR', sex: 'M', birthDate: '1967-11-09', birthPlaceCode: '26221', matricule: '167112622170459' },
      OYON,
    ),
    patient(
      'p06',
      { birthName: 'INS-FAMILLE-DEUX', birthGivenNames: 'ROSA', sex: 'F', birthDate: '1948-03-21', birthPlaceCode: '72181', matricule: '248039999900265' },
      ["3 PLACE DE L'ÉPERON", ...LE_MANS],
      {
        notes: 'Digicode 4826. Sonner deux fois.',
      },
    ),
    patient(
      'p07',
      {
        birthName: 'INS-FAMILLE-TROIS',
        birthGivenNames: 'ÉMILE',
        sex: 'M',
        birthDate: '1942-02-03',
        birthPlaceCode: '72181',
        matricule: '142029999900304',
        insStatus: 'validée',
      },
      ['27 AV DU GÉNÉRAL LECLERC', ...LE_MANS],
      { mileage: { plain: 6, mountain: 0, foot: 0 } },
    ),
    patient(
      'p08',
      { birthName: 'INS-FAMILLE-CINQ', birthGivenNames: 'ODETTE', sex: 'F', birthDate: '1936-05-30', birthPlaceCode: '72181', matricule: '236059999900404' },
      ['8 RUE DES TILLEULS', '72700', 'ALLONNES', 'RÉSIDENCE LES TILLEULS, CHAMBRE 12'],
      {
        absences: [{ from: '2026-08-03', to: '2026-08-14', reason: 'Hospitalisation' }],
      },
    ),
    patient(
      'p09',
      { birthName: 'INS-FAMILLE-SIX', birthGivenNames: 'KARIM', sex: 'M', birthDate: '1985-01-17', birthPlaceCode: '99352', matricule: '185019935200523' },
      ['15 RUE DU BOURG BELÉ', ...LE_MANS],
    ),
    patient(
      'p10',
      { birthName: 'INS-FAMILLE-UN', birthGivenNames: 'LÉO', sex: 'M', birthDate: '2015-04-12', birthPlaceCode: '72181', matricule: '115049999900695' },
      JACOBINS,
      { quality: 'Enfant', insuredBy: 'p04' },
    ),
    patient(
      'p11',
      {
        birthName: 'INS-FAMILLE-SEPT',
        birthGivenNames: 'AÏCHA',
        sex: 'F',
        birthDate: '1990-12-01',
        birthPlaceCode: '99350',
        matricule: '890129935000750',
        insOid: NIA,
      },
      ['2 RUE DE FLORE', ...LE_MANS],
    ),
    // The matricule ends with a wrong key on purpose; the number printed on the card has the right one.
    patient(
      'p12',
      { birthName: 'INS-FAMILLE-HUIT', birthGivenNames: 'JEANNE', sex: 'F', birthDate: '1951-10-10', birthPlaceCode: '72181', matricule: '251109999900825' },
      ['64 AV JEAN JAURÈS', ...LE_MANS],
      {
        socialSecurityNumber: '2 51 10 99 999 008 24',
      },
    ),
    patient(
      'p13',
      { birthName: 'INS-FAMILLE-NEUF', birthGivenNames: 'HUGO', sex: 'M', birthDate: '1966-06-06', birthPlaceCode: '72181', matricule: '166069999900950' },
      ['41 RUE NATIONALE', ...LE_MANS],
    ),
    patient(
      'p14',
      { birthName: 'INS-FAMILLE-DIX', birthGivenNames: 'LUCIE', sex: 'F', birthDate: '1978-08-28', birthPlaceCode: '72181', matricule: '278089999901025' },
      ['9 QUAI LOUIS BLANC', ...LE_MANS],
      {
        email: 'lucie.dix@exemple.fr',
      },
    ),
    patient(
      'p15',
      { birthName: 'PAT-TROIS', birthGivenNames: 'DOMINIQUE', sex: 'F', birthDate: '1979-03-28', birthPlaceCode: '51215', matricule: '279035121518989' },
      ['22 RUE DE LA BARILLERIE', ...LE_MANS],
      {
        treatingPhysician: { name: 'ALONSO Fabrice', declared: true },
      },
    ),
    patient(
      'p16',
      { birthName: 'CORSE', birthGivenNames: 'FIGATELLIX', sex: 'M', birthDate: '1988-10-12', birthPlaceCode: '2B172', matricule: '188102B17295165' },
      ['7 RUE DU PORT', ...LE_MANS],
    ),
    patient(
      'p17',
      { birthName: 'INS-FAMILLE-ONZE', birthGivenNames: 'ZOÉ', sex: 'F', birthDate: '2016-05-03', birthPlaceCode: '72181', matricule: '216057218101255' },
      GAMBETTA,
      { quality: 'Enfant', insuredBy: 'p02' },
    ),
  ];
  return list.map(({ record, insuredBy }) => {
    const insured = list.find((other) => other.record.id === insuredBy)?.record ?? record;
    const { name, givenName, socialSecurityNumber } = insured.beneficiary;
    const complete = { ...record, insured: { name, givenName, socialSecurityNumber } };
    return WITHOUT_READING.includes(record.id) ? complete : { ...complete, vitale: readingOf(complete) };
  });
};

/** Patients without a record at the DMP: theirs is created once their card is read. */
const WITHOUT_READING = ['p02', 'p16', 'p17'];
const QUALITIES: Readonly<Record<string, string>> = { Assuré: '0', Conjoint: '2', Enfant: '6' };
const READ_AT = Date.UTC(2026, 9, 5, 7, 30);

/** A card read some weeks before the practice is looked at for the first time. */
function readingOf({ identity, beneficiary, insured, contact }: PatientRecord): VitaleRead {
  const digits = (text: string): string => text.replaceAll(/[\s-]/g, '');
  return {
    readAt: READ_AT,
    beneficiary: {
      birthName: identity.birthName,
      usedName: identity.usedName ?? '',
      givenName: identity.birthGivenNames.split(' ')[0] ?? '',
      birthDate: digits(identity.birthDate),
      birthRank: beneficiary.twinRank,
      nir: digits(beneficiary.socialSecurityNumber),
      certificationDate: digits(beneficiary.certificationDate),
      insuredNir: digits(insured.socialSecurityNumber),
      quality: QUALITIES[beneficiary.quality] ?? '9',
      address: [contact.addressComplement, contact.address, `${contact.postalCode} ${contact.city}`].filter(Boolean),
    },
  };
}

function patient(
  id: string,
  traits: Traits,
  [address, postalCode, city, addressComplement = '']: Address,
  rest: Rest = {},
): { record: Omit<PatientRecord, 'insured'>; insuredBy?: string | undefined } {
  const record: Omit<PatientRecord, 'insured'> = {
    id,
    identity: { insOid: TEST_NIR, insStatus: 'qualifiée', ...traits },
    beneficiary: {
      name: traits.birthName,
      givenName: traits.birthGivenNames,
      quality: rest.quality ?? 'Assuré',
      birthDate: traits.birthDate,
      twinRank: 1,
      socialSecurityNumber: rest.socialSecurityNumber ?? spaced(traits.matricule),
      certificationDate: rest.certificationDate ?? '',
    },
    complementary: rest.complementary ?? NO_COMPLEMENTARY,
    contact: { address, addressComplement, postalCode, city, phones: rest.phones ?? ['', '', '', ''], email: rest.email ?? '' },
    treatingPhysician: rest.treatingPhysician ?? { name: '', declared: false },
    mileage: rest.mileage ?? { plain: 0, mountain: 0, foot: 0 },
    rights: [{ label: 'Assurance maladie obligatoire', from: '2026-01-01', to: '2026-12-31' }],
    absences: rest.absences ?? [],
    notes: rest.notes ?? '',
  };
  return { record, insuredBy: rest.insuredBy };
}

/** `2 55 06 99 999 999 34`, as printed on the card. */
const spaced = (number: string): string => number.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7');
