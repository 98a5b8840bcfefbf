/** A request that was understood and is not done, said in the words of its service. `typeCode` is that of an HL7 answer. */
export interface BusinessRefusal {
  readonly layer: 'business';
  readonly typeCode: 'AE' | 'AR';
  readonly code: string;
  readonly text: string;
}

export interface SoapRefusal {
  readonly layer: 'soap';
  readonly code: 'Sender' | 'Receiver' | 'VersionMismatch' | 'MustUnderstand';
  readonly subcode?: string;
  readonly reason: string;
}

export interface HttpRefusal {
  readonly layer: 'http';
  readonly status: number;
  readonly text: string;
}

/** How a request is refused, in the layer that refuses it. */
export type Refusal = HttpRefusal | SoapRefusal | BusinessRefusal;

export const http = (status: number, text: string): HttpRefusal => ({ layer: 'http', status, text });

/** A SOAP fault that blames the caller. */
export const soap = (subcode: string, reason: string): SoapRefusal => ({ layer: 'soap', code: 'Sender', subcode, reason });

/** The message was read and is rejected. */
export const rejected = (text: string): BusinessRefusal => ({ layer: 'business', typeCode: 'AR', code: 'DMPInvalidMessage', text });

/** The message is good, and what it asks for cannot be done. */
export const declined = (code: string, text: string): BusinessRefusal => ({ layer: 'business', typeCode: 'AE', code, text });

export const INVALID_CERTIFICATE = soap('DMPInvalidCertificate', 'Le certificat ayant signé le VIHF est invalide');
export const WRONG_RESOURCE_ID = soap('DMPInvalidVihf', 'Le champ Resource_id est incorrect');
export const unaddressed = (reason: string): SoapRefusal => soap('InvalidAddressingHeader', reason);
export const invalidVihf = (reason: string): SoapRefusal => soap('DMPInvalidVihf', reason);
export const invalidMessage = (reason: string): SoapRefusal => soap('DMPInvalidMessage', reason);
/** The profile of who asks has no such right, or nobody has it any more. */
export const noSuchRight = (reason: string): SoapRefusal => soap('DMPAccessDeniedByRightsService', reason);

/** The code and the words of a refusal, whatever layer says it. */
export function wordsOf(refusal: Refusal): { readonly code: string; readonly text: string } {
  switch (refusal.layer) {
    case 'business':
      return { code: refusal.code, text: refusal.text };
    case 'soap':
      return { code: refusal.subcode ?? refusal.code, text: refusal.reason };
    case 'http':
      return { code: String(refusal.status), text: refusal.text };
  }
}

const OF_RIGHTS = ['DMPAccessDeniedByRightsService', 'DMPAccessForbidden'];

/** Refused for who asks, not for what was written: the patient may read of it. */
export const isOfRights = (refusal: Refusal): boolean =>
  (refusal.layer === 'soap' && OF_RIGHTS.includes(refusal.subcode ?? '')) || (refusal.layer === 'business' && OF_RIGHTS.includes(refusal.code));
