import { type Answer, soapEnvelope } from '../answers.js';
import type { Request } from '../operation.js';
import type { BusinessRefusal } from '../refusal.js';
import { NAMESPACES } from '../xml-reading.js';
import { type Markup, NOTHING, xml } from '../xml-writing.js';

const STATUS = 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType';
const SEVERITY = 'urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType';

export type ResponseStatus = 'Success' | 'PartialSuccess' | 'Failure';
export const statusUrn = (status: ResponseStatus): string => `${STATUS}:${status}`;

/** What could not be done, or was done with a remark. */
export type RegistryError = Pick<BusinessRefusal, 'code' | 'text'> & { readonly severity?: 'Error' | 'Warning' };

/** `rs:RegistryResponse` (§11.3 of the protocol). */
export function registryResponse(status: ResponseStatus, errors: readonly RegistryError[] = []): Markup {
  return xml`<rs:RegistryResponse xmlns:rs="${NAMESPACES.rs}" status="${statusUrn(status)}">${errorList(errors)}</rs:RegistryResponse>`;
}

export function errorList(errors: readonly RegistryError[]): Markup {
  const written = errors.map(
    ({ code, severity = 'Error', text }) => xml`<rs:RegistryError errorCode="${code}" codeContext="${text}" severity="${SEVERITY}:${severity}" location=""/>`,
  );
  return written.length ? xml`<rs:RegistryErrorList xmlns:rs="${NAMESPACES.rs}">${written}</rs:RegistryErrorList>` : NOTHING;
}

/** The answer to what changes the registry. */
export const answerOf = ({ messageId }: Request, action: string, status: ResponseStatus, errors: readonly RegistryError[] = []): Answer =>
  soapEnvelope(messageId, action, registryResponse(status, errors));
