/** Where the DMP is called, by the settings; empty: nobody has said. */
export type DmpAddress = () => string;
export const DmpAddress = Symbol.for('dmp.DmpAddress');
