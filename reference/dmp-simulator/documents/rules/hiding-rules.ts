import { ageAt } from '../../registration/paris-date.js';
import type { World } from '../../rule.js';
import { mustHaveRecord } from '../../rules/profile-rules.js';
import type { Asker } from '../../vihf.js';
import type { Hiding } from '../document-model.js';
import type { RegistryObject } from '../registry-object.js';
import { ENTRY_SCHEMES } from '../schemes.js';
import { eachDocument, type SubmissionRule, whole } from '../submission-rule.js';

const METADATA = 'XDSRegistryMetadataError';
/** EX_2.1-2000. */
export const VACCINATION_NOTE = '87273-9';
export const SECRET_CONNECTION = 'urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code';

export const isHidden = (entry: RegistryObject, hiding: Hiding): boolean => entry.codes(ENTRY_SCHEMES.confidentiality).some(({ code }) => code === hiding);

/** By the record, and by what the parameter file says of minors. */
export function isMinor(vihf: Asker, world: World): boolean {
  const { ageOfMajority, minorsManaged } = world.state.controls;
  return minorsManaged && ageAt(mustHaveRecord(vihf, world).traits.birthDate.replaceAll('-', ''), world.now()) < ageOfMajority;
}

/** Who may not see a document: what §14.1 and §14.3 allow. Words ours [A]. */
export const hidingRules: readonly SubmissionRule[] = [
  eachDocument(
    'vaccination notes are hidden from nobody',
    METADATA,
    'Une note de vaccination ne porte que la confidentialité N',
    ({ entry }) => entry.code(ENTRY_SCHEMES.type)?.code !== VACCINATION_NOTE || entry.codes(ENTRY_SCHEMES.confidentiality).every(({ code }) => code === 'N'),
  ),
  eachDocument(
    'not hidden from patient and professionals at once',
    METADATA,
    'Un document ne peut pas être à la fois masqué aux professionnels et non visible par le patient',
    ({ entry }, _, { state }) => state.controls.hiddenFromBoth || !(isHidden(entry, 'MASQUE_PS') && isHidden(entry, 'INVISIBLE_PATIENT')),
  ),
  eachDocument(
    'hidden from representatives of minors alone',
    METADATA,
    "Seul un document d'un mineur peut être non visible par ses représentants légaux",
    ({ entry }, { vihf }, world) => !isHidden(entry, 'INVISIBLE_REPRESENTANTS_LEGAUX') || isMinor(vihf, world),
  ),
  whole(
    'secret connection of minors alone',
    METADATA,
    "La connexion secrète n'est ouverte que pour un mineur",
    ({ vihf }, world) => !isSecret(vihf) || isMinor(vihf, world),
  ),
  eachDocument(
    'all is secret in a secret connection',
    METADATA,
    'En connexion secrète, chaque document doit être non visible par les représentants légaux',
    ({ entry }, { vihf }) => !isSecret(vihf) || isHidden(entry, 'INVISIBLE_REPRESENTANTS_LEGAUX'),
  ),
];

const isSecret = (vihf: Asker): boolean => vihf.values(SECRET_CONNECTION).length > 0;
