/** One person, as the reading interface writes her. */
export interface OnCard {
  readonly birthDate?: string;
  readonly shortDate?: string;
  readonly nir?: string;
  readonly certified?: string;
  readonly quality?: string;
  readonly givenName?: string;
  /** Without what need not be there. */
  readonly isBare?: boolean;
}

/** XML in the shape of the licensed reading interface, with an invented family. */
export const interfaceXml = (people: readonly OnCard[]): string =>
  `<?xml version="1.0" encoding="ISO-8859-1"?><T_AsnDonneesVitale><tech><numLogiciel>60</numLogiciel></tech><listeBenef>${people.map(person).join('')}</listeBenef></T_AsnDonneesVitale>`;

const person = ({ birthDate = '', certified = '', givenName = 'PAUL', isBare, nir = '', quality = '', shortDate }: OnCard): string =>
  `<T_AsnBeneficiaire><ident><nomPatronymique>INS-FAMILLE-ONZE</nomPatronymique>${isBare ? '' : '<nomUsuel></nomUsuel>'}<prenomUsuel>${givenName}</prenomUsuel>
  <naissance><date>${birthDate}</date>${shortDate === undefined ? '' : `<dateEnCarte>${shortDate}</dateEnCarte>`}</naissance>${isBare ? '' : '<rangDeNaissance>1</rangDeNaissance>'}
  <nirCertifie>${nir}</nirCertifie><dateCertification>${certified}</dateCertification>
  ${isBare ? '' : '<adresse><ligne1></ligne1><ligne2>18 RUE GAMBETTA</ligne2><ligne5>72000 LE MANS</ligne5></adresse>'}</ident>
  <amo><qualBenef>${quality}</qualBenef><nir>1700826221701 61</nir></amo></T_AsnBeneficiaire>`;
