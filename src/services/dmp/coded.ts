import specialities from '../../terminology/author-specialities.json' with { type: 'json' };
import confidentialities from '../../terminology/confidentialities.json' with { type: 'json' };
import classes from '../../terminology/document-classes.json' with { type: 'json' };
import formats from '../../terminology/document-formats.json' with { type: 'json' };
import types from '../../terminology/document-types.json' with { type: 'json' };
import facilityTypes from '../../terminology/healthcare-facility-types.json' with { type: 'json' };
import practiceSettings from '../../terminology/practice-settings.json' with { type: 'json' };

import contentTypes from '../../terminology/submission-content-types.json' with { type: 'json' };

/** A code as a document and its metadata carry it. */
export interface Coded {
  readonly code: string;
  /** OID, or the name of a system that has none. */
  readonly system: string;
  readonly display: string;
}

/** The concept of a list. @throws RangeError for a code the list does not hold */
const among =
  <C extends Coded>(name: string, { concepts }: { readonly concepts: readonly C[] }) =>
  (code: string): C => {
    const found = concepts.find((concept) => concept.code === code);
    if (!found) throw new RangeError(`${name} has no ${code}`);
    return found;
  };

/** With the class every type has (ASS_X16). */
export const documentType = among('JDV_J66', types);
export const documentClass = among('JDV_J57', classes);
export const documentFormat = among('JDV_J60', formats);
export const practiceSetting = among('JDV_J62', practiceSettings);
export const facilityType = among('JDV_J61', facilityTypes);
export const authorSpeciality = among('JDV_J01', specialities);
export const confidentiality = among('JDV_J58', confidentialities);
export const contentType = among('JDV_J59', contentTypes);
