import type { Hiding } from '../../documents/document-model.js';
import { receive, siteAdditionRules } from '../../documents/reception.js';
import { Submission } from '../../documents/submission.js';
import { firstRefusal, type Verdict, type World } from '../../rule.js';
import type { SimulatedProfessional, SimulatedRecord } from '../../state.js';
import { parse } from '../../xml-reading.js';
import type { Situation } from '../site-sessions.js';
import { NewDocument } from './new-document.js';
import { askerOf } from './site-asker.js';
import type { Body } from './stored-body.js';

/** A document as its form says it. Days: `yyyy-MM-dd`. */
export interface Addition {
  readonly title: string;
  readonly typeCode: string;
  /** `''`: none. */
  readonly comments: string;
  readonly day: string;
  readonly actStart: string;
  /** `''`: not said. */
  readonly actStop: string;
  readonly practiceCode: string;
  readonly situation: Situation;
  readonly hidden: readonly Hiding[];
  readonly body: Body;
}

/**
 * Puts a document into the record as a software does: a CDA and its metadata, under the rules of TD2.1. The site makes no signature of the set: no
 * browser lends it the card's key. [A]
 * @returns the rule that refuses, and then nothing was added
 */
export function add(addition: Addition, record: SimulatedRecord, professional: SimulatedProfessional, world: World): Verdict | undefined {
  const written = new NewDocument(addition, record, professional, world.now());
  const payload = parse(written.request(world.state.documents).text)?.documentElement;
  const asker = askerOf({ professional, situation: addition.situation }, record);
  const submission = new Submission(payload, asker, [{ contentId: written.contentId, body: written.bytes }]);
  const verdict = firstRefusal(siteAdditionRules, submission, world);
  if (!verdict) receive(submission, world);
  return verdict;
}
