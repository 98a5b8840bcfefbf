/** The cards of the virtual readers. All of it is invented. */

export interface CardHolder {
  /** PS_IdNat; of a CPE, that of the structure, a slash, and an internal id. */
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  /** Absent: CPS. */
  readonly cardKind?: 'CPF' | 'CPE';
  /** Table G15; of a CPF, G16; of a CPE, TRE_A00. */
  readonly professionCode: string;
  /** Table R01. */
  readonly specialityCode?: string;
}

export interface CardSituation {
  readonly id: string;
  readonly structureName: string;
  readonly structureId: string;
  readonly sectorCode: string;
  /** The holder stands in for a professional of this structure. */
  readonly isReplacement?: boolean;
}

/** One person on a Carte Vitale, in the fields of the official reading interface. Dates are `yyyyMMdd`. */
export interface CardBeneficiary {
  readonly birthName: string;
  readonly usedName: string;
  readonly givenName: string;
  readonly birthDate: string;
  readonly birthRank: number;
  /** Empty: the card has none of his own. */
  readonly nir: string;
  readonly certificationDate: string;
  readonly insuredNir: string;
  /** `0` insured, `6` child. */
  readonly quality: string;
  readonly address: readonly string[];
}

/** A card with a code. */
export interface ProfessionalCard {
  readonly kind: 'cps';
  readonly name: string;
  readonly holder: CardHolder;
  readonly situations: readonly CardSituation[];
}
export interface VitaleCard {
  readonly kind: 'vitale';
  readonly name: string;
  readonly cardKind: 'real' | 'test' | 'demonstration';
  readonly beneficiaries: readonly CardBeneficiary[];
}
/** What `card.json` says. */
export type Card = ProfessionalCard | VitaleCard;

/** Code of every card of the demonstration. */
export const DEMO_PIN = '1234';
/** In the readers when they are new. */
export const FIRST_CARD = 'cps-infirmiere';
export const FIRST_VITALE = 'vitale';

type Structure = readonly [id: string, name: string];
const JACOBINS: Structure = ['10B0127189', 'MAISON DE SANTE DES JACOBINS'];
const INFIRMIER0212: Structure = ['499900021212001', 'CABINET MME INFIRMIER0212'];

const situation = ([structureId, structureName]: Structure): CardSituation => ({ id: structureId, structureName, structureId, sectorCode: 'SA07' });

const card = (holder: CardHolder, ...structures: readonly Structure[]): ProfessionalCard => ({
  kind: 'cps',
  name: `${holder.cardKind ?? 'CPS'} de ${holder.givenName} ${holder.familyName}`,
  holder,
  situations: structures.map(situation),
});

type Person = Pick<CardBeneficiary, 'birthName' | 'givenName' | 'birthDate'> & Partial<Pick<CardBeneficiary, 'nir' | 'certificationDate'>>;

/** The insured first, then his children. */
function vitale(
  cardKind: VitaleCard['cardKind'],
  address: readonly string[],
  insured: Person & { readonly nir: string },
  ...children: readonly Person[]
): VitaleCard {
  const beneficiary = (quality: string, person: Person): CardBeneficiary => ({
    birthName: person.birthName,
    usedName: '',
    givenName: person.givenName,
    birthDate: person.birthDate,
    birthRank: 1,
    nir: person.nir ?? '',
    certificationDate: person.certificationDate ?? '',
    insuredNir: insured.nir,
    quality,
    address,
  });
  return { kind: 'vitale', name: 'carte Vitale', cardKind, beneficiaries: [beneficiary('0', insured), ...children.map((child) => beneficiary('6', child))] };
}

/** By folder name, in the order in which `swap` goes through those of professionals. */
export const CARDS: Readonly<Record<string, Card>> = {
  'cps-infirmiere': card({ id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' }, INFIRMIER0212),
  'cps-kine': card({ id: '899900003100', familyName: 'KINE0310', givenName: 'Marc', professionCode: '70' }, ['499900003100001', 'CABINET M KINE0310']),
  'cps-deux-situations': card(
    { id: '899900004550', familyName: 'INFIRMIER0455', givenName: 'Nadia', professionCode: '60' },
    ['499900004550001', 'CABINET MME INFIRMIER0455'],
    JACOBINS,
  ),
  'cps-medecin': card({ id: '899900001230', familyName: 'ALONSO0123', givenName: 'Fabrice', professionCode: '10', specialityCode: 'SM26' }, [
    '499900001230001',
    'CABINET M ALONSO0123',
  ]),
  'cps-remplacant': {
    ...card({ id: '899900008880', familyName: 'REMPLACANT0888', givenName: 'Hugo', professionCode: '60' }),
    situations: [{ ...situation(INFIRMIER0212), isReplacement: true }],
  },
  'cpf-infirmiere': card({ id: '899900007770', familyName: 'ETUDIANTE0777', givenName: 'Zélie', cardKind: 'CPF', professionCode: '60' }, JACOBINS),
  'cpe-secretaire': card(
    { id: '699900021212001/0001', familyName: 'SECRETAIRE0212', givenName: 'Sylvie', cardKind: 'CPE', professionCode: 'SECRETARIAT_MEDICAL' },
    INFIRMIER0212,
  ),
  vitale: vitale(
    'test',
    ['18 RUE GAMBETTA', '72000 LE MANS'],
    { birthName: 'INS-FAMILLE-ONZE', givenName: 'PAUL', birthDate: '19700807', nir: '170082622170161', certificationDate: '20260105' },
    { birthName: 'INS-FAMILLE-ONZE', givenName: 'CORSE', birthDate: '20010714', nir: '101072B99900114', certificationDate: '20260105' },
    { birthName: 'INS-FAMILLE-ONZE', givenName: 'ZOÉ', birthDate: '20160503' },
  ),
  'vitale-desmaux': vitale('test', ['5 BD ALEXANDRE OYON', '72019 LE MANS CEDEX 2'], {
    birthName: 'DESMAUX',
    givenName: 'NATHALIE',
    birthDate: '19550615',
    nir: '255069999999934',
    certificationDate: '20260102',
  }),
  'vitale-un': vitale(
    'test',
    ['12 RUE DES JACOBINS', '72000 LE MANS'],
    { birthName: 'INS-FAMILLE-UN', givenName: 'JEAN-MICHEL', birthDate: '19730807', nir: '173089999900138', certificationDate: '20260105' },
    { birthName: 'INS-FAMILLE-UN', givenName: 'LÉO', birthDate: '20150412', nir: '115049999900695', certificationDate: '20260105' },
  ),
  'vitale-figatellix': vitale('demonstration', ['7 RUE DU PORT', '72000 LE MANS'], {
    birthName: 'CORSE',
    givenName: 'FIGATELLIX',
    birthDate: '19881012',
    nir: '188102B17295165',
    certificationDate: '20260105',
  }),
};

/** Names of the professional cards. */
export const PROFESSIONAL_CARDS = Object.keys(CARDS).filter((name) => CARDS[name]?.kind === 'cps');
