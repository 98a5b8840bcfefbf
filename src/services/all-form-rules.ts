export { checkAccount, checkChannelChange } from './account-form-rules.js';
export { checkCreation } from './creation-form-rules.js';
export { checkDocument } from './document-form-rules.js';
export { contactOf, typedContact } from './host-contact.js';
