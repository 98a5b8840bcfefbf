import { td21Replacement, td21Submission } from './documents/td21-submission.js';
import { td31References, td31Search } from './documents/td31-search.js';
import { td32Retrieval } from './documents/td32-retrieval.js';
import { td33Updates } from './documents/td33-updates.js';
import type { Operation } from './operation.js';
import { registrationOperations } from './registration/registration-operations.js';
import { td02Existence } from './td02-existence.js';
import { td03Authorisation } from './td03-authorisation.js';
import { td15aCreation, td15bChannels, td15dRenewal } from './td15-patient-access.js';
import { td16Authorisations } from './td16-authorisations.js';

/** Every transaction this DMP answers. */
export const OPERATIONS: readonly Operation[] = [
  td02Existence,
  td03Authorisation,
  td15aCreation,
  td15bChannels,
  td15dRenewal,
  td16Authorisations,
  ...registrationOperations,
  td21Replacement,
  td21Submission,
  td31References,
  td31Search,
  td32Retrieval,
  ...td33Updates,
];
