/** The cards of the virtual reader. All of it is invented. */

export interface CardHolder {
  /** PS_IdNat. */
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  /** Table G15. */
  readonly professionCode: string;
  /** Table R01. */
  readonly specialityCode?: string;
}

export interface CardSituation {
  readonly id: string;
  readonly structureName: string;
  readonly structureId: string;
  readonly sectorCode: string;
}

/** What `card.json` says. */
export type Card =
  | { readonly kind: 'cps'; readonly name: string; readonly holder: CardHolder; readonly situations: readonly CardSituation[] }
  | { readonly kind: 'other'; readonly name: string };

/** Code of every card of the demonstration. */
export const DEMO_PIN = '1234';
/** In the reader when it is new. */
export const FIRST_CARD = 'cps-infirmiere';

const cps = (holder: CardHolder, ...structures: readonly (readonly [id: string, name: string])[]): Card => ({
  kind: 'cps',
  name: `CPS de ${holder.givenName} ${holder.familyName}`,
  holder,
  situations: structures.map(([structureId, structureName]) => ({ id: structureId, structureName, structureId, sectorCode: 'SA07' })),
});

/** By folder name, in the order in which `swap` goes through them. */
export const CARDS: Readonly<Record<string, Card>> = {
  'cps-infirmiere': cps({ id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' }, [
    '499900021212001',
    'CABINET MME INFIRMIER0212',
  ]),
  'cps-kine': cps({ id: '899900003100', familyName: 'KINE0310', givenName: 'Marc', professionCode: '70' }, ['499900003100001', 'CABINET M KINE0310']),
  'cps-deux-situations': cps(
    { id: '899900004550', familyName: 'INFIRMIER0455', givenName: 'Nadia', professionCode: '60' },
    ['499900004550001', 'CABINET MME INFIRMIER0455'],
    ['10B0127189', 'MAISON DE SANTE DES JACOBINS'],
  ),
  'cps-medecin': cps({ id: '899900001230', familyName: 'ALONSO0123', givenName: 'Fabrice', professionCode: '10', specialityCode: 'SM26' }, [
    '499900001230001',
    'CABINET M ALONSO0123',
  ]),
  vitale: { kind: 'other', name: 'carte Vitale' },
};

/** Names of the professional cards. */
export const PROFESSIONAL_CARDS = Object.keys(CARDS).filter((name) => CARDS[name]?.kind === 'cps');
