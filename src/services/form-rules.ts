/** The rules of every form. They know the phone numbers of the whole world, whose tables take their time to load: not before the first form. */
export const formRules = () => import('./all-form-rules.js');
