import { Readable } from 'node:stream';
import { type Browser, chromium } from 'playwright';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PIN } from '../../../reference/cards/card-catalogue.js';
import { CHROMIUM_ARGS, chromiumPath } from '../../../scripts/chromium.js';
import { CdaWriter } from '../../../src/services/dmp/cda/cda-writer.js';
import { submissionOf } from '../../contract/document-gateway.contract.js';
import { PATIENTS } from '../../contract/record-gateway.contract.js';
import { addDocument } from '../../reference/dmp-simulator/web/text-addition.js';
import { LEA } from './samples.js';
import { SimulatedDmp } from './simulated-dmp.js';

const executablePath = chromiumPath();
const patient = PATIENTS.open;
const { insOid, matricule } = patient.identity;

describe.skipIf(!executablePath)('the services and the Web-PS site see the same record', () => {
  let dmp: SimulatedDmp;
  let browser: Browser;
  beforeAll(async () => {
    dmp = await SimulatedDmp.start();
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_ARGS });
  });
  afterAll(async () => {
    await browser?.close();
    await dmp?.close();
  });

  test('what a software sent is on the site; what is added there is found by TD3.1, and TD3.2 gives it back', async () => {
    const { documents } = dmp.gateway();
    await documents.submit(patient, submissionOf(patient, LEA, { title: 'Envoyé par le logiciel' }), LEA.id);

    const page = await browser.newPage();
    await page.goto(`${dmp.simulator.webBaseUrl}/AccesDirect/Documents/${matricule}/${insOid}`);
    await page.getByRole('radio', { name: new RegExp(LEA.familyName) }).check();
    await page.getByLabel(/code/i).fill(DEMO_PIN);
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByRole('link', { name: 'Envoyé par le logiciel' }).waitFor();
    await addDocument(page, { text: 'Écrit sur le site.', title: 'Ajouté sur le site' });

    const found = (await firstValueFrom(documents.search(patient, { statuses: ['approved'] }))).find(({ title }) => title === 'Ajouté sur le site');
    expect(found).toBeDefined();
    if (!found) return;
    const bytes = await firstValueFrom(documents.retrieve(patient, found));
    expect(Buffer.from(await new CdaWriter().body(Readable.from([bytes]))).toString()).toBe('Écrit sur le site.');
  });
});
