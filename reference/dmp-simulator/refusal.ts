/** How a request is refused, in the layer that refuses it. */
export type Refusal =
  | { readonly layer: 'http'; readonly status: number; readonly text: string }
  | { readonly layer: 'soap'; readonly code: 'Sender' | 'Receiver' | 'VersionMismatch' | 'MustUnderstand'; readonly subcode?: string; readonly reason: string }
  | { readonly layer: 'hl7'; readonly typeCode: 'AE' | 'AR'; readonly code: string; readonly text: string };

export const http = (status: number, text: string): Refusal => ({ layer: 'http', status, text });

/** A SOAP fault that blames the caller. */
export const soap = (subcode: string, reason: string): Refusal => ({ layer: 'soap', code: 'Sender', subcode, reason });

/** The message was read and is rejected. */
export const rejected = (text: string): Refusal => ({ layer: 'hl7', typeCode: 'AR', code: 'DMPInvalidMessage', text });

export const INVALID_CERTIFICATE = soap('DMPInvalidCertificate', 'Le certificat ayant signé le VIHF est invalide');
export const WRONG_RESOURCE_ID = soap('DMPInvalidVihf', 'Le champ Resource_id est incorrect');
export const unaddressed = (reason: string): Refusal => soap('InvalidAddressingHeader', reason);
export const invalidVihf = (reason: string): Refusal => soap('DMPInvalidVihf', reason);
export const invalidMessage = (reason: string): Refusal => soap('DMPInvalidMessage', reason);
