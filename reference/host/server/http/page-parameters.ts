import { z } from 'zod';
import { LOCAL_DOCUMENT_KINDS } from '../../../../src/api/local-document.js';

/** What a window may send, checked before it is used. */

const Text = z.string().max(500);
const Id = z.string().min(1).max(200);
const LongText = z.string().max(50_000);
const Period = { from: Text, to: Text };

export const Nothing = z.unknown();
export const OpenSession = z.object({ language: z.string().regex(/^[a-z]{2}$/) });
export const ListVisits = z.object({ date: z.iso.date().optional() });
export const SetVisitDone = z.object({ visitId: Id, done: z.boolean() });
export const SearchPatients = z.object({ text: Text });
export const OfPatient = z.object({ patientId: Id });
export const OfPlugin = z.object({ pluginId: Id });
export const SetPluginEnabled = z.object({ pluginId: Id, enabled: z.boolean() });
export const ChangeSetting = z.object({ pluginId: Id, key: Id, value: z.union([z.string().max(2000), z.number(), z.boolean()]) });
export const OpenForm = z.object({ formId: Id, patientId: Id });
export const OfForm = z.object({ formId: Id });
export const OpenSlot = z.object({ slotId: Id, viewId: Id, patientId: Id.optional(), formId: z.string().max(200).optional() });
export const OfSlot = z.object({ slotId: Id });
export const RunCommand = z.object({ commandId: Id, patientId: Id.optional(), args: z.record(z.string(), z.unknown()).default({}) });

const Document = z.object({ patientId: Id, title: Text.trim().min(1), kind: z.enum(LOCAL_DOCUMENT_KINDS), writtenOn: z.iso.date() });
export const AddDocument = Document.extend({ fileId: Id });
export const ChangeDocument = Document.extend({ documentId: Id, fileId: Id.optional() });
export const ValidateDocuments = z.object({ patientId: Id, documentIds: z.array(Id).min(1).max(1000) });

const NumberText = z.string().max(30);
const Beneficiary = z.object({
  birthName: Text,
  usedName: Text,
  givenName: Text,
  birthDate: NumberText,
  birthRank: z.number().exactOptional(),
  nir: NumberText,
  certificationDate: NumberText,
  insuredNir: NumberText,
  quality: NumberText,
  address: z.array(Text).max(10),
});
/** What a plugin has read. */
export const Reading = z.object({
  cardKind: z.enum(['real', 'test', 'demonstration', 'unknown']),
  // A plugin from before contract 1.7 says nothing of it.
  source: z.enum(['interface', 'card', 'simulated']).default('interface'),
  reader: Text,
  beneficiaries: z.array(Beneficiary).min(1).max(30),
});
export const ReadPatientCard = z.object({ readerId: Id });
export const KeepPatientCard = z.object({ patientId: Id, beneficiary: Beneficiary });

const Patient = z.strictObject({
  id: Id,
  identity: z.strictObject({
    matricule: Text,
    insOid: Text,
    insStatus: z.enum(['provisoire', 'récupérée', 'validée', 'qualifiée']),
    birthName: Text,
    usedName: Text.optional(),
    birthGivenNames: Text,
    sex: z.enum(['F', 'M', 'UN']),
    birthDate: Text,
    birthPlaceCode: Text,
  }),
  beneficiary: z.strictObject({
    name: Text,
    givenName: Text,
    quality: Text,
    birthDate: Text,
    twinRank: z.number(),
    socialSecurityNumber: Text,
    certificationDate: Text,
  }),
  insured: z.strictObject({ name: Text, givenName: Text, socialSecurityNumber: Text }),
  complementary: z.strictObject({ name: Text, ...Period, rule: Text }),
  contact: z.strictObject({ address: Text, addressComplement: Text, postalCode: Text, city: Text, phones: z.tuple([Text, Text, Text, Text]), email: Text }),
  vitale: z.strictObject({ readAt: z.number(), beneficiary: Beneficiary }).optional(),
  treatingPhysician: z.strictObject({ name: Text, declared: z.boolean() }),
  mileage: z.strictObject({ plain: z.number(), mountain: z.number(), foot: z.number() }),
  rights: z.array(z.strictObject({ label: Text, ...Period })).max(100),
  absences: z.array(z.strictObject({ ...Period, reason: Text })).max(1000),
  notes: LongText,
});
export const SavePatient = z.strictObject({ record: Patient, before: Patient });
