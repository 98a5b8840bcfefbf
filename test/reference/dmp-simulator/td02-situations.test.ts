import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorisation as authorised, RECORDS } from '../../../reference/dmp-simulator/data/records.js';
import { hasValidKey } from '../../../reference/dmp-simulator/ins.js';
import { OPEN, type SimulatorBench, startBench } from './simulator-bench.js';

let bench: SimulatorBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const about = async (matricule: string): Promise<string> => {
  const { body, status } = await bench.ask({ question: { matricule } });
  expect(status).toBe(200);
  expect(body).toContain('<acknowledgement typeCode="AA">');
  return body;
};
const authorisation = (body: string): string | undefined =>
  /code="AUTORISATION".*?<value xsi:type="CV" code="([A-Z_]+)" codeSystem="1\.2\.250\.1\.213\.4\.1\.2\.6\.2"/.exec(body)?.[1];
const flag = (body: string, code: string): string | undefined =>
  new RegExp(`code="${code}" codeSystem="[\\d.]+"/><value xsi:type="BL" value="(\\w+)"`).exec(body)?.[1];

describe('TD0.2 answers AA in every situation', () => {
  it('a missing record: NF, and nothing about anybody', async () => {
    const body = await about('170082622170161');
    expect(body).toContain('<queryResponseCode code="NF"/>');
    expect(body).not.toMatch(/<subject|<attentionLine|170082622170161/);
  });

  it('a closed record: its date, its reason and its words, no authorisation', async () => {
    const body = await about('167112622170459');
    expect(body).toContain('<queryResponseCode code="OK"/>');
    expect(body).toContain('<statusCode code="terminated"/>');
    expect(body).toContain('<effectiveTime value="20250918"/>');
    expect(body).toMatch(/<detectedIssueEvent [^>]*><code code="FERMETURE_DEMANDE_PATIENT" codeSystem="1\.2\.250\.1\.213\.4\.1\.2\.4"\/><text>/);
    expect(authorisation(body)).toBe('NON_EXISTE');
  });

  it('a reason of closing that nobody knows has no words', async () => {
    const body = await about('166069999900950');
    expect(body).toMatch(/<code code="FERMETURE_AUTRE_MOTIF" codeSystem="[\d.]+"\/><\/detectedIssueEvent>/);
  });

  it.each([
    [OPEN, 'VALIDE'],
    ['173089999900138', 'NON_EXISTE'],
    ['248039999900265', 'INTERDIT'],
    ['236059999900404', 'EXPIRE'],
  ])('an open record: the authorisation of who asks (%s, %s)', async (matricule, expected) => {
    const body = await about(matricule);
    expect(body).toContain('<statusCode code="active"/>');
    expect(body).not.toContain('detectedIssueEvent');
    expect(authorisation(body)).toBe(expected);
  });

  it('the internet account and Mon espace santé', async () => {
    const [open, noAccount, attached] = [await about(OPEN), await about('173089999900138'), await about('278089999901025')];
    expect([open, noAccount, attached].map((body) => flag(body, 'COMPTE_INTERNET_OUVERT'))).toEqual(['true', 'false', 'true']);
    expect([open, noAccount, attached].map((body) => flag(body, 'RATTACHEMENT_ENS'))).toEqual(['false', 'false', 'true']);
  });

  it('the traits the DMP holds, though the practice knows others', async () => {
    const body = await about('185019935200523');
    expect(body).toContain('<given>KARIM</given><family qualifier="BR">INS-FAMILLE-SIXTE</family>');
    expect(body).toContain('<administrativeGenderCode code="M"/><birthTime value="19850118"/>');
  });

  it('a used name beside the birth name', async () => {
    const record = bench.simulator.state.findRecord(OPEN, '1.2.250.1.213.1.4.10');
    if (!record) throw new Error('no record');
    bench.simulator.state.putRecord({ ...record, traits: { ...record.traits, usedName: 'DE L’ÎLE & <FILS>' } });
    expect(await about(OPEN)).toContain('<family qualifier="SP">DE L’ÎLE &amp; &lt;FILS&gt;</family><family qualifier="BR">DESMAUX</family>');
    bench.simulator.state.reset();
  });

  it('the treating physician is told so, another professional is not', async () => {
    const matricule = '279035121518989';
    const physician = await bench.askAsPhysician({ question: { matricule } });
    expect(flag(physician.body, 'STATUT_MT')).toBe('true');
    expect(flag(await about(matricule), 'STATUT_MT')).toBe('false');
  });

  it('an answer names the question it answers', async () => {
    const sent: string[] = [];
    const { body, headers } = await bench.ask({
      envelope: (xml) => {
        sent.push(
          ...['MessageID', 'id', 'queryId'].map(
            (name) => new RegExp(`<${name} [^>]*(?:extension="([^"]+)"/|>([^<]+))`).exec(xml)?.slice(1).find(Boolean) ?? '?',
          ),
        );
        return xml;
      },
    });
    const [messageId, id, queryId] = sent;
    expect(headers['content-type']).toBe('application/soap+xml; charset=UTF-8; action="urn:hl7-org:v3:PRPA_IN201308UV02"');
    expect(body).toContain(`<RelatesTo xmlns="http://www.w3.org/2005/08/addressing">${messageId}</RelatesTo>`);
    expect(body).toContain(`extension="${id}"/></targetMessage>`);
    expect(body).toMatch(new RegExp(`<queryId [^>]*extension="${queryId}"/>`));
  });

  it('only an authorised access leaves a trace', async () => {
    bench.simulator.state.reset();
    for (const matricule of ['173089999900138', '248039999900265', '167112622170459', '170082622170161', OPEN]) await about(matricule);
    expect(bench.simulator.state.traces).toMatchObject([{ matricule: OPEN, psId: '899900021212', by: 'LPS' }]);
  });

  it('an authorisation of one professional says nothing of the others', async () => {
    const { state } = bench.simulator;
    const record = state.findRecord('173089999900138', '1.2.250.1.213.1.4.10');
    if (!record) throw new Error('no record');
    state.putRecord({ ...record, authorisations: { '899900021212': authorised('VALIDE') } });
    expect(authorisation(await about('173089999900138'))).toBe('VALIDE');
    expect(authorisation((await bench.askAsPhysician({ question: { matricule: '173089999900138' } })).body)).toBe('NON_EXISTE');
    state.reset();
    expect(authorisation(await about('173089999900138'))).toBe('NON_EXISTE');
  });

  it('every matricule of the records has a good key', () => {
    expect(RECORDS.filter(({ matricule }) => !hasValidKey(matricule))).toEqual([]);
    expect(['279035121518989', '188102B17295165', '277076322082910'].map(hasValidKey)).toEqual([true, true, true]);
    expect(['279035121518988', '188102A17295165', '27903512151898', '279035121518989 '].map(hasValidKey)).toEqual([false, false, false, false]);
  });
});
