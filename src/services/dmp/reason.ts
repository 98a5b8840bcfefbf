import { type Xml, xml } from './xml.js';

/** Why a message about a record is sent: what tells the transactions of one interaction apart. */
export interface Reason {
  readonly code: 'TEST_EXST' | 'CNSLT_DATA' | 'CREA_RD' | 'REAC' | 'MODIF_DATA' | 'FERM';
  readonly displayName: string;
}

export const reasonCode = ({ code, displayName }: Reason): Xml => xml`
  <reasonCode code="${code}" codeSystem="1.2.250.1.213.1.1.4.11" displayName="${displayName}"/>`;
