import { issueCertificate } from './certificate.js';
import { type Credential, newKey } from './credential.js';
import { type Pki, validity, YEAR } from './pki.js';

/** ORG_AUTH_CLI and ORG_SIGN of one structure. */
export interface StructureCredentials {
  readonly authentication: Credential;
  readonly signature: Credential;
}

/** The structure stands in the certificate's OU. */
export async function issueStructureCredentials(
  pki: Pki,
  structure: { readonly id: string; readonly name: string },
  now: number,
): Promise<StructureCredentials> {
  const [authenticationKey, signatureKey] = await Promise.all([newKey(), newKey()]);
  const issue = (
    key: Credential['key'],
    use: string,
    purpose: 'clientAuth' | 'emailProtection',
    usage: readonly ('digitalSignature' | 'nonRepudiation')[],
  ): Credential => ({
    key,
    certificatePem: issueCertificate({
      subject: [[['C', 'FR']], [['O', structure.name]], [['OU', structure.id]], [['CN', `${structure.id} ${use}`]]],
      key,
      issuer: pki.organisations,
      ...validity(pki.organisations, now, 3 * YEAR),
      usage,
      purposes: [purpose],
    }),
  });
  return {
    authentication: issue(authenticationKey, 'ORG_AUTH_CLI', 'clientAuth', ['digitalSignature']),
    signature: issue(signatureKey, 'ORG_SIGN', 'emailProtection', ['digitalSignature', 'nonRepudiation']),
  };
}
