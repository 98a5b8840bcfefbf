import type { QualifiedPatient } from '../../api/patient.js';
import { PluginError } from '../../api/plugin-error.js';
import type { XmlNode } from './xml-node.js';

/** INS-NIR and INS-NIA, of production, test and demonstration. */
const INS_DOMAIN = /^1\.2\.250\.1\.213\.1\.4\.(?:8|9|10|11)$/;

/** The patient of the answer, or `undefined` when the DMP has no record. Never somebody else. */
export function patientOf(act: XmlNode, { identity }: QualifiedPatient): XmlNode | undefined {
  const [patient, ...others] = act.all('subject/registrationEvent/subject1/patient');
  const notFound = act.at('queryAck/queryResponseCode')?.attr('code') === 'NF';
  if (others.length > 0 || notFound === (patient !== undefined)) throw new PluginError('dmp.unreadable');
  if (patient && isSomebodyElse(patient, identity.matricule)) throw new PluginError('dmp.unreadable');
  return patient;
}

/** A record may carry several numbers, and the older calculated one says nothing; but none of its INS being ours, it is somebody else's. */
export function isSomebodyElse(patient: XmlNode, matricule: string): boolean {
  const ins = patient.all('id').filter((id) => INS_DOMAIN.test(id.attr('root') ?? ''));
  return ins.length > 0 && !ins.some((id) => id.attr('extension') === matricule);
}
