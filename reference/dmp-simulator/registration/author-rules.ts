import { professionalOf, specialityCodeOf } from '../directory.js';
import { rejected } from '../refusal.js';
import { STRUCTURE } from '../vihf.js';
import { children, text } from '../xml-reading.js';
import { type RegistrationRule, says } from './registration-rule.js';

const PROFESSIONALS = '1.2.250.1.71.4.2.1';
const STRUCTURES = '1.2.250.1.71.4.2.2';
const SPECIALITIES = '1.2.250.1.213.1.1.4.5';
const ENTITY = ['author', 'assignedEntity'] as const;

/** Who registers is the professional of the VIHF, in the structure of the VIHF. Codes and words of the refusals are ours [A]. */
export const authorRules: readonly RegistrationRule[] = [
  says(
    'author is the professional of the VIHF',
    (message) => {
      const { extension, root } = message.id(...message.request(...ENTITY, 'id'));
      return root === PROFESSIONALS && extension === message.vihf.nameId;
    },
    "L'auteur n'est pas le professionnel du VIHF",
  ),
  {
    name: 'profession of the author',
    refuse: (message, world) => {
      const known = professionalOf(message.vihf, world);
      const code = message.at(...message.request(...ENTITY, 'code'));
      return known && code?.getAttribute('codeSystem') === SPECIALITIES && code.getAttribute('code') === specialityCodeOf(known)
        ? undefined
        : rejected("La profession de l'auteur n'est pas celle de l'annuaire");
    },
  },
  says(
    'name of the author',
    (message) => {
      const name = message.at(...message.request(...ENTITY, 'assignedPerson', 'name'));
      return ['family', 'given'].every((part) => children(name, 'hl7', part).some((element) => Boolean(text(element))));
    },
    "Le nom de l'auteur est incomplet",
  ),
  says(
    'structure of the author',
    (message) => {
      const { extension, root } = message.id(...message.request(...ENTITY, 'representedOrganization', 'id'));
      return (
        root === STRUCTURES &&
        extension === message.vihf.value(STRUCTURE) &&
        Boolean(message.text(...message.request(...ENTITY, 'representedOrganization', 'name')))
      );
    },
    "La structure de l'auteur n'est pas celle du VIHF",
  ),
];
