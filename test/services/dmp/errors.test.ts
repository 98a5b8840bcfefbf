import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../src/api/plugin-error.js';
import { answerLost, isRefusal, neverLeft, refusal } from '../../../src/services/dmp/errors.js';

test.each<[string, ErrorCode]>([
  ['DMPFound', 'dmp.recordExists'],
  ['DMPClosed', 'dmp.recordClosed'],
  ['DMPTooManyResult', 'dmp.tooManyResults'],
  ['DMPAccessForbidden', 'dmp.accessForbidden'],
  ['DMPAccessDeniedByExcededThreshold', 'dmp.thresholdExceeded'],
  ['DMPAccessDeniedByRightsService', 'dmp.rightsRefused'],
  ['DMPInvalidCertificate', 'dmp.invalidCertificate'],
  ['DMPNotFound', 'dmp.recordMissing'],
  ['DMPPatientAccessNotFound', 'dmp.accountMissing'],
  ['DMPPatientAccessOTPNotFound', 'dmp.channelMissing'],
  ['DMPPatientAccessAlreadyExists', 'dmp.accountExists'],
  ['DMPPatientAccessOTPAlreadyExists', 'dmp.channelExists'],
  ['DMPIdentityCertificationFailure', 'dmp.refused'],
  ['DMPFragmentCVAError', 'dmp.documentRefused'],
  ['AccessForbidden', 'dmp.refused'],
  ['XDSDocumentUniqueIdError', 'dmp.documentUnknown'],
  ['XDSRegistryError', 'dmp.documentRefused'],
  ['XDSRepositoryError', 'dmp.documentRefused'],
  ['XDSRegistryMetadataError', 'dmp.documentRefused'],
  ['XDSRepositoryMetadataError', 'dmp.documentRefused'],
  ['XDSMissingDocument', 'dmp.documentRefused'],
  ['XDSMissingDocumentMetadata', 'dmp.documentRefused'],
  ['XDSPatientIdDoesNotMatch', 'dmp.insRejected'],
  ['XDSUnknownPatientId', 'dmp.insRejected'],
  ['XDSDuplicateUniqueIdInRegistry', 'dmp.documentDuplicate'],
  ['XDSNonIdenticalHash', 'dmp.documentRefused'],
  ['XDSReplaceFailed', 'dmp.documentRefused'],
  ['XDSUnknownStoredQuery', 'dmp.refused'],
  ['XDSStoredQueryMissingParam', 'dmp.refused'],
  ['XDSStoredQueryParamNumber', 'dmp.refused'],
  ['XDSResultNotSinglePatient', 'dmp.refused'],
  ['XDSTooManyResults', 'dmp.tooManyResults'],
  ['XDSRegistryBusy', 'dmp.serverError'],
  ['XDSRegistryDeprecatedDocumentError', 'dmp.documentRefused'],
  ['XDSUnavailableCommunity', 'dmp.serverError'],
  ['XDSMetadataUpdateError', 'dmp.documentRefused'],
  ['XDSMetadataUpdateOperationError', 'dmp.documentRefused'],
  ['XDSMetadataVersionError', 'dmp.documentRefused'],
])('%s means %s, and is kept with its words', (code, meaning) => {
  // The words of a code that is known change nothing.
  const detail = { layer: 'dmp', code, text: 'PS et Structure non liés' } as const;
  expect(refusal(detail)).toMatchObject({ code: meaning, message: meaning, about: { detail } });
});

test.each<[string, ErrorCode]>([
  ['Structure introuvable ou Inactive', 'dmp.structureUnknown'],
  ['PS et Structure non liés', 'dmp.structureNotLinked'],
  ['Aucune spécialité dans le vihf pour un médecin', 'dmp.specialityMissing'],
  ['Le champ Resource_id est incorrect', 'dmp.insRejected'],
  ["Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF", 'dmp.documentRefused'],
  ['Le certificat ayant signé le VIHF est invalide', 'dmp.invalidCertificate'],
  ['Le DMP est rattaché à Mon  Espace Santé', 'dmp.attachedToMes'],
  ['Un motif de demain', 'dmp.refused'],
])('under a code nobody knows, "%s" means %s; both are kept', (text, meaning) => {
  const detail = { layer: 'soap', code: 'DMPDeDemain', text } as const;
  expect(refusal(detail)).toMatchObject({ code: meaning, about: { detail } });
});

test('a refused right is about Mon espace santé, or a withdrawn transaction, when it says so', () => {
  const refused = (text: string) => refusal({ layer: 'soap', code: 'DMPAccessDeniedByRightsService', text }).code;
  expect(refused('DMP rattaché à Mon Espace Santé : opération impossible')).toBe('dmp.attachedToMes');
  expect(refused("Cette opération n'est plus ouverte aux logiciels")).toBe('dmp.withdrawn');
  expect(refused('Le service a été supprimé')).toBe('dmp.withdrawn');
  expect(refused('Profil sans droit')).toBe('dmp.rightsRefused');
  expect(refused("La création de compte n'est plus autorisée")).toBe('dmp.withdrawn');
  expect(refused("Vous n'êtes plus habilité")).toBe('dmp.rightsRefused');
  expect(refused("Le professionnel n'est plus autorisé à accéder à ce DMP")).toBe('dmp.rightsRefused');
  expect(refused("L'habilitation a été supprimée")).toBe('dmp.rightsRefused');
  expect(refusal({ layer: 'soap', code: 'DMPAccessForbidden', text: 'Mon espace santé' }).code).toBe('dmp.accessForbidden');
});

test('what is lost keeps why, and never counts as a refusal', () => {
  const broken = refusal({ layer: 'soap', code: 'DMPClosed' });
  const lost = answerLost(broken);
  expect(lost).toMatchObject({ code: 'dmp.answerLost', about: broken.about, cause: broken });
  expect([isRefusal(broken), neverLeft(broken)]).toEqual([true, false]);
});
