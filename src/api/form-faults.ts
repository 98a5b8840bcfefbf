/** One wrong field. The code chooses the sentence (`l10n`: `fault.<code>`). */
export const FORM_FAULTS = [
  'required',
  'tooLong',
  'characters',
  'consent',
  'postalCode',
  'email',
  'phone',
  'mobile',
  'emailsDiffer',
  'phonesDiffer',
  'channelWithoutEmail',
  'channelWithoutMobile',
  'date',
  'dateInFuture',
  'endBeforeStart',
  'notInList',
  'visibilitiesExclude',
  'vaccinationHidden',
  'noBody',
] as const;
export type FormFault = (typeof FORM_FAULTS)[number];
/** By path of the field: `address.line`, `account.emailConfirmation`. */
export type FormFaults = Readonly<Record<string, FormFault>>;
