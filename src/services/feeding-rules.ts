import { inject, injectable } from 'inversify';
import { BehaviorSubject, combineLatest, defer, distinctUntilChanged, filter, from, map, type Observable, startWith, switchMap } from 'rxjs';
import { z } from 'zod';
import { type FeedingRule, type RulesState, VISIBILITIES } from '../api/documents.js';
import { PluginContext } from '../api/host.js';
import type { LocalDocument } from '../api/local-document.js';
import { PluginError } from '../api/plugin-error.js';
import type { Holder, Situation } from '../api/professional.js';
import { CardSessionService } from './card-session-service.js';
import { documentTypes, practiceSettings } from './document-kinds.js';
import { Notes } from './notes.js';
import { nameOf } from './patient-name.js';
import { PatientWishes } from './patient-wishes.js';
import { RecordAccess } from './record-access.js';

export const Rule = z.object({
  ruleId: z.string().min(1).max(64),
  documentKind: z.string().min(1).max(64),
  actCode: z.string().min(1).max(64),
  does: z.enum(['queue', 'propose']),
  typeCode: z.string().min(1).max(64),
  practiceSetting: z.string().min(1).max(64),
  visibility: z.array(z.enum(VISIBILITIES)).max(VISIBILITIES.length),
}) satisfies z.ZodType<FeedingRule>;
const Signer = z.object({
  /** The host's user under whom it was saved. */
  userId: z.string(),
  environment: z.enum(['simulator', 'dev1', 'formation', 'production']),
  holder: z.object({
    id: z.string(),
    familyName: z.string(),
    givenName: z.string(),
    cardKind: z.enum(['CPF', 'CPE']).exactOptional(),
    professionCode: z.string(),
    specialityCode: z.string().exactOptional(),
  }) satisfies z.ZodType<Holder>,
  situation: z.object({
    id: z.string(),
    structureName: z.string(),
    structureId: z.string(),
    sectorCode: z.string(),
    isReplacement: z.boolean().exactOptional(),
  }) satisfies z.ZodType<Situation>,
});
/** Who signs what a rule queues: whoever had his card in when he saved it, in the practice situation he had chosen. */
export type RuleSigner = z.infer<typeof Signer>;
const SignedRule = Rule.extend({ signer: Signer.exactOptional() });
/** Without a signer it only proposes. */
export type SignedRule = z.infer<typeof SignedRule>;
const Kept = z.object({ isOn: z.boolean(), rules: z.array(SignedRule) });
type Kept = z.infer<typeof Kept>;

const NOTE = 'feedingRules';
const MOST_RULES = 100;
const ANY = 'any';

/** Which documents are fed without being asked for one by one. Off until somebody switches it on. */
@injectable()
export class FeedingRules {
  private readonly kept$ = new BehaviorSubject<Kept | undefined>(undefined);

  constructor(
    @inject(Notes) private readonly notes: Notes,
    @inject(PatientWishes) private readonly wishes: PatientWishes,
    @inject(CardSessionService) private readonly cards: CardSessionService,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'patients' | 'user'>,
  ) {}

  /** The page of the rules. */
  state$(): Observable<RulesState> {
    const exceptions$ = this.wishes.changed$.pipe(
      startWith(''),
      switchMap(() => from(this.exceptions())),
    );
    return defer(() => {
      void this.read();
      return combineLatest([this.kept$.pipe(filter((kept) => kept !== undefined)), exceptions$, this.cards.session$]).pipe(
        map(([kept, exceptions, { card }]) => ({
          isOn: kept.isOn,
          rules: kept.rules.map(shown),
          exceptions,
          types: documentTypes({ professionCode: 'holder' in card ? card.holder.professionCode : '' }),
          practiceSettings,
        })),
      );
    });
  }

  all$(): Observable<readonly FeedingRule[]> {
    return defer(() => {
      void this.read();
      return this.kept$.pipe(
        filter((kept) => kept !== undefined),
        map(({ rules }) => rules),
      );
    });
  }

  async find(ruleId: string): Promise<FeedingRule | undefined> {
    return (await this.read()).rules.find((rule) => rule.ruleId === ruleId);
  }

  isOn$(): Observable<boolean> {
    return defer(() => {
      void this.read();
      return this.kept$.pipe(
        filter((kept) => kept !== undefined),
        map(({ isOn }) => isOn),
        distinctUntilChanged(),
      );
    });
  }

  /** The rule for this document: one that names kind and act before one that names less. `undefined`: none, or switched off. */
  async ruleFor({ act, kind, patientId }: LocalDocument, isReplacement = false): Promise<SignedRule | undefined> {
    const { isOn, rules } = await this.read();
    const wishes = isOn ? await this.wishes.of(patientId) : {};
    if (!isOn || wishes.noRules !== undefined || (wishes.opposed !== undefined && !isReplacement)) return undefined;
    const fits = rules.filter((rule) => matches(rule.documentKind, kind) && matches(rule.actCode, act?.code));
    return fits.sort((one, other) => precision(other) - precision(one))[0];
  }

  async setOn(isOn: boolean): Promise<void> {
    await this.write({ ...(await this.read()), isOn });
  }

  /**
   * Puts a rule in the place of the one of its id, or at the end. One that queues is signed for by whoever saves it.
   * @throws PluginError `document.notKept`, and of one that queues what `RecordAccess.session` throws
   */
  async save(rule: FeedingRule): Promise<void> {
    const { isOn, rules } = await this.read();
    const isKnown = rules.some(({ ruleId }) => ruleId === rule.ruleId);
    if (!isKnown && rules.length >= MOST_RULES) throw new PluginError('document.notKept');
    const signer = rule.does === 'queue' ? await this.signer() : undefined;
    const kept = { ...rule, visibility: [...rule.visibility], ...(signer && { signer }) };
    await this.write({ isOn, rules: isKnown ? rules.map((one) => (one.ruleId === rule.ruleId ? kept : one)) : [...rules, kept] });
  }

  async remove(ruleId: string): Promise<void> {
    const { isOn, rules } = await this.read();
    await this.write({ isOn, rules: rules.filter((rule) => rule.ruleId !== ruleId) });
  }

  /** For this patient no rule does anything. */
  setException(patientId: string, isException: boolean): Promise<void> {
    return this.wishes.set(patientId, 'noRules', isException);
  }

  private async signer(): Promise<RuleSigner> {
    return { userId: this.host.user.id, ...(await this.access.session({ professional: true })) };
  }

  private async read(): Promise<Kept> {
    const kept = this.kept$.value ?? Kept.safeParse(await this.notes.read(NOTE)).data ?? { isOn: false, rules: [] };
    if (this.kept$.value === undefined) this.kept$.next(kept);
    return kept;
  }

  private async write(kept: Kept): Promise<void> {
    await this.notes.write(NOTE, kept);
    this.kept$.next(kept);
  }

  private async exceptions(): Promise<RulesState['exceptions']> {
    const ids = await this.wishes.with('noRules');
    const patients = await Promise.all(ids.map((id) => this.host.patients.get(id).catch(() => undefined)));
    return patients.flatMap((patient) => (patient ? [{ patientId: patient.id, patientName: nameOf(patient) }] : []));
  }
}

const shown = ({ signer, ...rule }: SignedRule): FeedingRule => ({
  ...rule,
  ...(signer && { signedBy: `${signer.holder.givenName} ${signer.holder.familyName}` }),
});
const matches = (wanted: string, is: string | undefined): boolean => wanted === ANY || wanted === is;
const precision = ({ actCode, documentKind }: FeedingRule): number => (actCode === ANY ? 0 : 2) + (documentKind === ANY ? 0 : 1);
