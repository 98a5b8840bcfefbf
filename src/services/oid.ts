/** A fresh OID of a UUID (ITU-T X.667): `2.25.` and the UUID as one decimal number. */
export const newOid = (uuid: string): string => `2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`)}`;
