import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registrationOperations } from '../../../../reference/dmp-simulator/registration/registration-operations.js';
import { type SimulatorBench, startBench } from '../simulator-bench.js';
import { type HttpAnswer, openCard, role, type TestCard } from '../td02-request.js';
import {
  ARTHUR,
  LUCIE,
  NATHALIE,
  observation,
  PAUL,
  type Registrant,
  register,
  relationship,
  type TestPatient,
  type Transaction,
  type Variation,
  ZOE,
} from './registration-request.js';

/** For every rule of every transaction a request that is good but for one thing, and the refusal it meets. */

/** Must change something: a break that breaks nothing proves nothing. */
const swap = (from: string | RegExp, to: string) => {
  return (xml: string): string => {
    const changed = xml.replace(from, to);
    if (changed === xml) throw new Error(`nothing to break: ${from}`);
    return changed;
  };
};
const WRONG_RESOURCE_ID = /<soap:Value>soap:DMPInvalidVihf<\/soap:Value>.*Le champ Resource_id est incorrect</;
const unreadable = (reason: RegExp): RegExp => new RegExp(`<soap:Value>soap:DMPInvalidMessage</soap:Value>.*${reason.source}`);
const noRight = (reason: RegExp): RegExp => new RegExp(`<soap:Value>soap:DMPAccessDeniedByRightsService</soap:Value>.*${reason.source}`);
const rejected = (reason: RegExp): RegExp => new RegExp(`<acknowledgement typeCode="AR">.*<code code="DMPInvalidMessage"/><text>${reason.source}`);
const declined = (code: string): RegExp => new RegExp(`<acknowledgement typeCode="AE">.*<code code="${code}"/><text>[^<]+`);

/** Whom a good request of each transaction is about. */
const PATIENTS: Readonly<Record<Transaction, TestPatient>> = { 'TD1.1': PAUL, 'TD1.2': ARTHUR, 'TD1.3a': NATHALIE, 'TD1.3b': NATHALIE, 'TD1.4': NATHALIE };

const REGISTRATIONS = ['TD1.1', 'TD1.2', 'TD1.3b', 'TD1.4'] as const;
const REFUSED_IN: Readonly<Record<Transaction, string>> = {
  'TD1.1': 'PRPA_IN201313UV02',
  'TD1.2': 'PRPA_IN201316UV02',
  'TD1.3a': 'PRPA_IN201308UV02',
  'TD1.3b': 'PRPA_IN201316UV02',
  'TD1.4': 'PRPA_IN201316UV02',
};

let bench: SimulatorBench;
let nurse: Registrant;
let secretary: TestCard;
beforeAll(async () => {
  bench = await startBench();
  nurse = { question: bench.question, card: bench.nurse, trusted: bench.trusted };
  secretary = openCard(`${bench.folder}/reader/cards/cpe-secretaire`);
});
beforeEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

interface Case {
  readonly variation: () => Variation;
  readonly refusal: RegExp;
}
const body = (change: (xml: string) => string, refusal: RegExp): Case => ({ variation: () => ({ body: change }), refusal });
const about = (patient: TestPatient, refusal: RegExp): Case => ({ variation: () => ({ patient }), refusal });

/** A card of the staff, and what its VIHF says. */
const asSecretary = (): Variation => ({
  card: secretary,
  question: {
    psId: '699900021212001/0001',
    issuer: 'CN=699900021212001/0001+SN=SECRETAIRE0212+GN=Sylvie,OU=499900021212001,L=Sarthe (72),O=CABINET MME INFIRMIER0212,C=FR',
    roles: [role('SECRETARIAT_MEDICAL', '1.2.250.1.213.1.1.4.6')],
  },
  assertion: swap(
    '</saml2:AttributeStatement>',
    '<saml2:Attribute Name="urn:oasis:names:tc:xspa:1.0:subject:subject-id"><saml2:AttributeValue>Sylvie SECRETAIRE0212</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
  ),
});
const inBrisDeGlace = (): Variation => ({
  assertion: (xml) =>
    swap(
      '</saml2:AttributeStatement>',
      '<saml2:Attribute Name="Mode_Acces_Raison"><saml2:AttributeValue>Urgence</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
    )(swap('code="normal"', 'code="bris_de_glace"')(xml)),
});

const HEADER: Readonly<Record<string, Case>> = {
  ITSVersion: body(swap('ITSVersion="XML_1.0"', ''), unreadable(/ITSVersion/)),
  'class and type codes': body(swap('classCode="CACT" moodCode="EVN"', 'classCode="CACT" moodCode="RQO"'), unreadable(/fixé par le schéma/)),
  'message id': body(swap(/(<id root="1\.2\.250\.1\.999\.1\.1\.1\.1") extension="[^"]*"/, '$1'), rejected(/L'identifiant du message/)),
  'creation time in UTC': body(swap(/<creationTime value="[^"]*"/, '<creationTime value="20260105093000"'), rejected(/creationTime/)),
  'interaction id': body(swap(/extension="PRPA_IN\d+UV02"/, 'extension="PRPA_IN201305UV02"'), rejected(/interactionId/)),
  'processing code D': body(swap('<processingCode code="D"', '<processingCode code="P"'), rejected(/processingCode/)),
  'processing mode T': body(swap('<processingModeCode code="T"', '<processingModeCode code="A"'), rejected(/processingModeCode/)),
  'acknowledgement AL': body(swap('<acceptAckCode code="AL"', '<acceptAckCode code="NE"'), rejected(/acceptAckCode/)),
  'receiver is the DMP': body(swap('"1.2.250.1.213.4.1.1.1"', '"1.2.250.1.213.4.1.1.2"'), rejected(/Le destinataire/)),
  'sender is the software of the VIHF': body(swap('<id root="1.2.250.1.999.1.1"/>', '<id root="1.2.250.1.999.1.2"/>'), rejected(/L'émetteur/)),
  'sender has a name': body(swap('<softwareName>Logiciel de test<', '<softwareName><'), rejected(/Le nom du logiciel/)),
};
const otherInteraction = body((xml) => xml.replaceAll(/PRPA_IN2013\d\dUV02/g, 'PRPA_IN201305UV02'), unreadable(/Le message n'est pas/));
const otherReason = body(swap('codeSystem="1.2.250.1.213.1.1.4.11"', 'codeSystem="1.2.250.1.213.1.1.4.12"'), rejected(/reasonCode/));

const REGISTRATION: Readonly<Record<string, Case>> = {
  ...HEADER,
  'interaction 201311': otherInteraction,
  'interaction 201314': otherInteraction,
  'order of the schema': body(swap(/(<subject1 .*<\/subject1>)(<author .*<\/author>)/, '$2$1'), unreadable(/schéma/)),
  'nil provider': body(swap('determinerCode="INSTANCE" xsi:nil="true"', 'determinerCode="INSTANCE"'), unreadable(/providerOrganization/)),
  'reason CREA_RD': otherReason,
  'reason REAC': otherReason,
  'reason MODIF_DATA': otherReason,
  'reason FERM': otherReason,
  'not withdrawn': {
    variation: () => {
      bench.simulator.state.controls.withdrawn = true;
      return {};
    },
    refusal: noRight(/n'est plus ouverte/),
  },
  'no right of the staff': { variation: asSecretary, refusal: noRight(/carte CPE/) },
  'normal access alone': { variation: inBrisDeGlace, refusal: noRight(/mode d'accès/) },
  'registration active': body(
    swap('moodCode="RQO"><statusCode code="active"/>', 'moodCode="RQO"><statusCode code="new"/>'),
    rejected(/Le statut de la demande/),
  ),
  'patient active': body(swap('<statusCode code="active"/><patientPerson', '<statusCode code="terminated"/><patientPerson'), rejected(/Le statut du patient/)),
  'patient terminated': body(swap('<statusCode code="terminated"/>', '<statusCode code="active"/>'), rejected(/Le statut du patient/)),
  'resource-id is the patient of the body': body(swap(/(<patient classCode="PAT"><id root="[^"]*" extension=)"\d+"/, '$1"173089999900138"'), WRONG_RESOURCE_ID),
  'birth name and given name': body(swap(/(qualifier="BR">)[^<]*(<\/family><given>[^<]*<\/given><\/name>)/, '$1$2'), rejected(/Le nom de naissance/)),
  'names qualified BR or SP': body(
    swap('<family qualifier="BR"', '<family qualifier="CL">MARTIN</family><family qualifier="BR"'),
    rejected(/Les noms de famille/),
  ),
  'prefix M or Mme': body(swap(/<prefix>[^<]*</, '<prefix>Dr<'), rejected(/La civilité/)),
  'sex M or F': body(swap(/<administrativeGenderCode code="."/, '<administrativeGenderCode code="UN"'), rejected(/Le sexe/)),
  'birth date': body(swap(/<birthTime value="(\d{4})/, '<birthTime value="$1-'), rejected(/La date de naissance/)),
  'form of the telecoms': body(swap('tel:+33600000099', 'tel:0600000099'), rejected(/Un téléphone ou une adresse e-mail/)),
  'one telecom of a kind': body(swap('<telecom value="mailto:', '<telecom value="mailto:autre@exemple.fr"/><telecom value="mailto:'), rejected(/Il y a plus/)),
  'complete address': body(swap('<country>FRANCE</country>', ''), rejected(/L'adresse/)),
  'birth place present': body(swap('<birthPlace classCode="BIRTHPL"/>', ''), rejected(/Le lieu de naissance/)),
  'legal representative of a minor': body(swap(/<birthTime value="\d+"\/><addr>/, '<birthTime value="20160503"/><addr>'), rejected(/Le représentant légal du/)),
  'no legal representative of an adult': body(
    swap('<birthPlace', `${relationship(['FTH', 'INS-FAMILLE-ONZE', 'PAUL'])}<birthPlace`),
    rejected(/Un patient majeur/),
  ),
  'relation of the legal representative': {
    variation: () => ({ patient: ZOE, body: swap('2.16.840.1.113883.1.11.19579', '2.16.840.1.113883.5.111') }),
    refusal: rejected(/Le lien du représentant légal/),
  },
  'name of the legal representative': {
    variation: () => ({ patient: ZOE, body: swap('<given>PAUL</given>', '') }),
    refusal: rejected(/Le nom du représentant légal/),
  },
  'Carte Vitale was read': body(swap('CARTE_SESAM_VITALE', 'CARTE_CPS'), rejected(/La Carte Vitale du patient/)),
  'name on the card': body(swap(/(<contactPerson><name><family qualifier="BR">)[^<]*/, '$1'), rejected(/Le nom lu sur la Carte Vitale/)),
  'birth date on the card': body(swap(/(<contactPerson>.*<birthTime value=")\d+/, '$107/08/1970'), rejected(/La date de naissance lue/)),
  'card of the patient': body(swap(/(<contactPerson><name><family qualifier="BR">)[^<]*/, '$1AUTRE-FAMILLE'), rejected(/La Carte Vitale lue n'est pas/)),
  'no observation too many': body(swap('</patient>', `${observation('RATTACHEMENT_ENS', 'true')}</patient>`), rejected(/Une observation/)),
  'consent of the patient': body(swap(/(CONSENTEMENT_.*?<value xsi:type="BL" value=")true/, '$1false'), rejected(/Le consentement/)),
  'date of the consent': body(swap(/<effectiveTime value="\d+"/, '<effectiveTime value="20991231235959"'), rejected(/La date du consentement/)),
  'both oppositions': body(swap(observation('OPPOSITION_ACCES_URGENCE', 'false'), ''), rejected(/Les deux oppositions/)),
  'author is the professional of the VIHF': body(swap(/(ASSIGNED"><id [^>]*extension=)"\d+"/, '$1"899900003100"'), rejected(/L'auteur n'est pas/)),
  'profession of the author': body(swap('"G15_60"', '"G15_70"'), rejected(/La profession de l'auteur/)),
  'name of the author': body(swap('<given>Claude</given>', ''), rejected(/Le nom de l'auteur/)),
  'structure of the author': body(swap(/(<id root="1\.2\.250\.1\.71\.4\.2\.2" extension=)"\d+"/, '$1"10B0127189"'), rejected(/La structure de l'auteur/)),
  'reason of the closing': body(swap('<code code="FERMETURE_DEMANDE_PATIENT"', '<code code="FERMETURE_AUTRE_MOTIF"'), rejected(/Le motif de la fermeture/)),
  'no record yet': about(NATHALIE, declined('DMPFound')),
  'record exists': about(PAUL, declined('DMPNotFound')),
  'record is closed': about(NATHALIE, declined('DMPFound')),
  'not attached to Mon espace santé': about(LUCIE, noRight(/rattaché à Mon espace santé/)),
  'record is open': about(ARTHUR, declined('DMPClosed')),
};

const CONSULTATION: Readonly<Record<string, Case>> = {
  ...HEADER,
  'interaction 201307': otherInteraction,
  'order of the schema': body(swap(/(<queryId [^>]*>)(<statusCode [^>]*>)/, '$2$1'), unreadable(/schéma/)),
  'reason CNSLT_DATA': otherReason,
  'query id': body(swap(/(<queryId root="[^"]*") extension="[^"]*"/, '$1'), rejected(/L'identifiant de la requête/)),
  'new query': body(swap('<statusCode code="new"', '<statusCode code="aborted"'), rejected(/Le statut/)),
  'semantics of the identifier': body(swap('Patient.id', 'Person.id'), rejected(/semanticsText/)),
  'resource-id is the patient of the body': body(swap('extension="255069999999934"', 'extension="173089999900138"'), WRONG_RESOURCE_ID),
};

const operationOf = (transaction: Transaction) => {
  const operation = registrationOperations.find(({ td }) => td === transaction);
  if (!operation) throw new Error(`nobody answers ${transaction}`);
  return operation;
};
const rulesOf = (transaction: Transaction): readonly string[] => operationOf(transaction).rules;
const casesOf = (transaction: Transaction) => (transaction === 'TD1.3a' ? CONSULTATION : REGISTRATION);

describe.each([...REGISTRATIONS, 'TD1.3a'] as const)('the rules of %s', (transaction) => {
  const known = casesOf(transaction);

  it('are all broken below, each under a name of its own', () => {
    expect(rulesOf(transaction).filter((rule) => !known[rule])).toEqual([]);
    expect(new Set(rulesOf(transaction)).size).toBe(rulesOf(transaction).length);
  });

  it('let the same request pass when nothing is broken', async () => {
    const before = bench.simulator.refusals.length;
    const answer = await register(transaction, PATIENTS[transaction], nurse);
    expect(answer, bench.simulator.refusals.at(-1)).toMatchObject({ status: 200, body: expect.stringContaining('<acknowledgement typeCode="AA">') });
    expect(bench.simulator.refusals.length).toBe(before);
  });

  it.each(rulesOf(transaction).flatMap((rule) => (known[rule] ? [[rule, known[rule]] as const] : [])))('%s', async (rule, broken) => {
    const records = JSON.stringify(bench.simulator.state.records);
    const answer = await register(transaction, PATIENTS[transaction], nurse, broken.variation());
    expect(bench.simulator.refusals.at(-1)).toBe(rule);
    expect(answer.body).toMatch(broken.refusal);
    expectForm(transaction, answer);
    expect(JSON.stringify(bench.simulator.state.records)).toBe(records);
  });
});

/** A fault, or a message that says no. */
function expectForm(transaction: Transaction, { body, status }: HttpAnswer): void {
  const isFault = body.includes('<soap:Fault>');
  expect(status).toBe(isFault ? 500 : 200);
  if (!isFault) expect(body).toContain(`<${REFUSED_IN[transaction]} `);
}

it('every case is of a rule somebody has', () => {
  const rules = [...REGISTRATIONS, 'TD1.3a'].flatMap((transaction) => rulesOf(transaction as Transaction));
  expect(Object.keys({ ...REGISTRATION, ...CONSULTATION }).filter((name) => !rules.includes(name))).toEqual([]);
});

/** The same rules, broken elsewhere: a rule looks at more than one place. */
const ELSEWHERE: readonly (readonly [rule: string, what: string, change: (xml: string) => string, patient?: TestPatient])[] = [
  ['order of the schema', 'two receivers', swap(/(<receiver .*<\/receiver>)/, '$1$1')],
  ['order of the schema', 'the reason after the subject', swap(/(<reasonCode [^>]*>)(<subject .*<\/subject>)/, '$2$1')],
  ['order of the schema', 'a reason to close what is created', swap('</controlActProcess>', '<reasonOf typeCode="RSON"/></controlActProcess>')],
  ['order of the schema', 'the person before the status', swap(/(<statusCode code="active"\/>)(<patientPerson .*<\/patientPerson>)/, '$2$1')],
  ['order of the schema', 'no provider', swap(/<providerOrganization [^>]*>/, '')],
  ['order of the schema', 'the telecoms after the birth date', swap(/(<telecom value="tel.*?)(<administrativeGenderCode .*?<birthTime [^>]*>)/, '$2$1')],
  ['order of the schema', 'the address before the birth date', swap(/(<birthTime [^>]*>)(<addr>.*?<\/addr>)/, '$2$1')],
  ['order of the schema', 'the birth place before the card', swap(/(<contactParty classCode="CON"><code .*?<\/contactParty>)(<birthPlace [^>]*>)/, '$2$1')],
  ['order of the schema', 'a card without telecom', swap('<telecom nullFlavor="NI"/>', '')],
  ['order of the schema', 'the birth date before the name on the card', swap(/(<contactPerson>)(<name>.*?<\/name>)(<birthTime [^>]*>)/, '$1$3$2')],
  [
    'order of the schema',
    'the representative after the birth place',
    swap(/(<personalRelationship .*<\/personalRelationship>)(<birthPlace [^>]*>)/, '$2$1'),
    ZOE,
  ],
  ['order of the schema', 'a representative without relation', swap(/(<personalRelationship [^>]*>)<code [^>]*>/, '$1'), ZOE],
  ['order of the schema', 'an observation before the provider', swap(/(<providerOrganization [^>]*>)(<subjectOf .*<\/subjectOf>)/, '$2$1')],
  ['order of the schema', 'a value before its code', swap(/(<code code="OPPOSITION_ACCES_URGENCE"[^>]*>)(<value [^>]*>)/, '$2$1')],
  [
    'order of the schema',
    'the structure before the person',
    swap(/(<assignedPerson .*<\/assignedPerson>)(<representedOrganization .*<\/representedOrganization>)/, '$2$1'),
  ],
  ['order of the schema', 'a structure without contact', swap('</name><contactParty classCode="CON"/>', '</name>')],
  ['order of the schema', 'a name in another namespace', swap('<given>Claude', '<given xmlns="urn:autre">Claude')],
  ['class and type codes', 'a registration that is an event', swap('moodCode="RQO"', 'moodCode="EVN"')],
  ['class and type codes', 'conduction', swap('contextConductionInd="false"', 'contextConductionInd="true"')],
  ['class and type codes', 'the patient', swap('<patient classCode="PAT"', '<patient')],
  ['class and type codes', 'the person', swap('<patientPerson classCode="PSN"', '<patientPerson classCode="ORG"')],
  ['class and type codes', 'the card', swap('<contactParty classCode="CON"><code', '<contactParty><code')],
  ['class and type codes', 'the birth place', swap(' classCode="BIRTHPL"', '')],
  ['class and type codes', 'the representative', swap('classCode="PRS"', 'classCode="GUARD"'), ZOE],
  ['class and type codes', 'an observation', swap('classCode="OBS"', 'classCode="ACT"')],
  ['class and type codes', 'where an observation hangs', swap('<subjectOf typeCode="SBJ"', '<subjectOf')],
  ['class and type codes', 'the author', swap('typeCode="AUT"', 'typeCode="PRF"')],
  ['class and type codes', 'the provider', swap('classCode="ORG" determinerCode="INSTANCE" xsi:nil', 'determinerCode="INSTANCE" xsi:nil')],
  ['resource-id is the patient of the body', 'the domain of production', swap(/(<patient classCode="PAT"><id root=)"[^"]*"/, '$1"1.2.250.1.213.1.4.8"')],
  ['birth name and given name', 'no given name', swap(/<given>PAUL JEAN MARC<\/given>/, '')],
  ['birth name and given name', 'a name that is not qualified as that of birth', swap('<family qualifier="BR">', '<family qualifier="SP">')],
  ['names qualified BR or SP', 'an empty used name', swap('<family qualifier="BR">', '<family qualifier="SP"></family><family qualifier="BR">')],
  ['prefix M or Mme', 'none', swap(/<prefix>[^<]*<\/prefix>/, '')],
  ['birth date', 'a day that is missing', swap('"19700807"/><addr', '"197008"/><addr')],
  ['form of the telecoms', 'a phone without use', swap('" use="HP"', '"')],
  ['form of the telecoms', 'another use', swap('use="MC"', 'use="WP"')],
  ['form of the telecoms', 'spaces in a number', swap('+33243000099', '+33 2 43 00 00 99')],
  ['form of the telecoms', 'an e-mail address without a domain', swap('patient@exemple.fr', 'patient@exemple')],
  ['one telecom of a kind', 'two mobiles', swap('<telecom value="mailto:patient@exemple.fr"/>', '<telecom value="tel:+33700000099" use="MC"/>')],
  ['complete address', 'an empty street', swap("12 RUE DE L'ÉGLISE", '')],
  ['complete address', 'no postal code in France', swap('<postalCode>72000</postalCode>', '')],
  ['complete address', 'no town', swap('LE MANS', ' ')],
  ['complete address', 'none at all', swap(/<addr>.*<\/addr>/, '')],
  [
    'legal representative of a minor',
    'one day before the majority',
    swap(/<birthTime value="19700807"\/><addr/, `<birthTime value="${eighteenTomorrow()}"/><addr`),
  ],
  ['relation of the legal representative', 'none', swap('code="FTH"', 'code=""'), ZOE],
  ['Carte Vitale was read', 'not at all', swap(/<contactParty classCode="CON"><code .*?<\/contactParty>/, '')],
  ['Carte Vitale was read', 'code of another table', swap('codeSystem="1.2.250.1.213.4.1.2.5"', 'codeSystem="1.2.250.1.213.4.1.2.3"')],
  ['birth date on the card', 'none', swap(/(<contactPerson>.*?<\/name>)<birthTime [^>]*>/, '$1')],
  ['card of the patient', 'of his son', swap(/(<contactPerson>.*?<given>)PAUL/, '$1CORSE')],
  ['no observation too many', 'twice the same', swap('</patient>', `${observation('OPPOSITION_BRIS_DE_GLACE', 'true')}</patient>`)],
  ['no observation too many', 'the agreement to something else', swap('CONSENTEMENT_OUVERTURE_DMP', 'CONSENTEMENT_REACTIVATION_DMP')],
  ['no observation too many', 'code of another table', swap('1.2.250.1.213.4.1.2.3"/><value', '1.2.250.1.213.4.1.2.9"/><value')],
  ['consent of the patient', 'nothing said', swap(/<subjectOf [^>]*><administrativeObservation [^>]*><code code="CONSENTEMENT.*?<\/subjectOf>/, '')],
  ['date of the consent', 'none', swap(/<effectiveTime [^>]*>/, '')],
  ['date of the consent', 'no day of the calendar', swap(/<effectiveTime value="\d+"/, '<effectiveTime value="20260231"')],
  ['date of the consent', 'as people write it', swap(/<effectiveTime value="\d+"/, '<effectiveTime value="05/01/2026"')],
  ['both oppositions', 'a number', swap(/(OPPOSITION_BRIS_DE_GLACE.*?value=")true/, '$11')],
  ['both oppositions', 'a value that is no boolean', swap(/(OPPOSITION_BRIS_DE_GLACE.*?xsi:type=")BL/, '$1ST')],
  [
    'author is the professional of the VIHF',
    'in the domain of structures',
    swap('ASSIGNED"><id root="1.2.250.1.71.4.2.1"', 'ASSIGNED"><id root="1.2.250.1.71.4.2.2"'),
  ],
  ['profession of the author', 'an OID for a code', swap('"G15_60"', '"1.2.250.1.71.4.2.5"')],
  ['profession of the author', 'code of another table', swap('1.2.250.1.213.1.1.4.5"', '1.2.250.1.71.1.2.7"')],
  ['structure of the author', 'without a name', swap('<name>CABINET</name>', '<name></name>')],
];

/** `yyyyMMdd` of who is one day too young today, where the server stands. */
function eighteenTomorrow(): string {
  const tomorrow = new Date(Date.now() + 26 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  return String(Number(tomorrow) - 180_000);
}

describe('the rules of TD1.1, elsewhere', () => {
  it.each(ELSEWHERE.map(([rule, what, change, patient = PAUL]) => [rule, what, change, patient] as const))('%s: %s', async (rule, _, change, patient) => {
    await register('TD1.1', patient, nurse, { body: change });
    expect(bench.simulator.refusals.at(-1)).toBe(rule);
    expect(bench.simulator.state.findRecord(patient.matricule, '1.2.250.1.213.1.4.10')).toBeUndefined();
  });

  it.each([
    ['order of the schema', swap('</patient>', `${observation('OPPOSITION_BRIS_DE_GLACE', 'true')}</patient>`)],
    ['order of the schema', swap(/(<subject .*<\/subject>)(<reasonOf .*<\/reasonOf>)/, '$2$1')],
    ['class and type codes', swap('classCode="ALRT"', 'classCode="ACT"')],
    ['reason of the closing', swap(/<reasonOf .*<\/reasonOf>/, '')],
    ['reason of the closing', swap('1.2.250.1.213.4.1.2.4', '1.2.250.1.213.4.1.2.3')],
    ['reason of the closing', swap('<text>FERMETURE_DEMANDE_PATIENT</text>', '')],
  ] as const)('%s of TD1.4', async (rule, change) => {
    await register('TD1.4', NATHALIE, nurse, { body: change });
    expect(bench.simulator.refusals.at(-1)).toBe(rule);
  });

  it('are asked of nobody when the reason is unknown: the first transaction of the action refuses it', async () => {
    const answer = await register('TD1.4', NATHALIE, nurse, { body: swap('code="FERM"', 'code="AUTRE"') });
    expect(answer).toMatchObject({ status: 500 });
    expect(bench.simulator.refusals.at(-1)).toBe('order of the schema');
    await register('TD1.3b', NATHALIE, nurse, { body: swap('code="MODIF_DATA"', 'code="AUTRE"') });
    expect(bench.simulator.refusals.at(-1)).toBe('reason REAC');
  });
});
