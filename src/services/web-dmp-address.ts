/** Address of the Web-PS site, or `undefined` where nobody has said. */
export type WebDmpAddress = () => string | undefined;
export const WebDmpAddress = Symbol.for('dmp.WebDmpAddress');
