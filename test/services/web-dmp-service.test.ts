import { describe, expect, test } from 'vitest';
import type { RecordStatus, WebDmpPage } from '../../src/api/messages.js';
import { WEB_DMP_PAGES } from '../../src/api/messages.js';
import { FakeHost } from '../fakes/fake-host.js';
import { UNLOCKED } from '../fakes/fake-identity.js';
import { BLOCKED, CLOSED, EXPIRED, MISSING, NOT_AUTHORISED, OPEN } from '../fakes/fake-record-gateway.js';
import { ALICE, NOT_QUALIFIED, WAITING_NUMBER, WRONG_KEY, watch } from '../fakes/world.js';
import { makeServices, nothingKept } from './make-services.js';

const SITE = 'http://127.0.0.1:4181';
const INS = `${ALICE.identity.matricule}/${ALICE.identity.insOid}`;
const PATIENT_PAGES = WEB_DMP_PAGES.filter((page) => page !== 'TableauDeBord' && page !== 'Parametrages');

function setUp(webBaseUrl = SITE) {
  const host = new FakeHost();
  host.configure({ 'dmp.webBaseUrl': webBaseUrl });
  return makeServices(UNLOCKED, nothingKept(), host);
}

/** The service once the DMP has said this of Alice. */
async function knowing(status: RecordStatus) {
  const made = setUp();
  watch(made.status.status$(ALICE));
  await made.dmp.answer(ALICE, status);
  return made.webDmp;
}

describe('with an unknown status', () => {
  test.each(PATIENT_PAGES)('%s opens itself, on the patient', async (page) => {
    expect(await setUp().webDmp.link(ALICE, page)).toEqual({
      patientId: ALICE.id,
      patientName: 'INS-FAMILLE-DIX LUCIE',
      url: `${SITE}/AccesDirect/${page}/${INS}`,
      asked: page,
      opens: page,
      showNotice: true,
    });
  });
});

test('the patient is named as he is called', async () => {
  const { webDmp } = setUp();
  const called = { ...ALICE, identity: { ...ALICE.identity, usedName: 'DUPONT' } };
  expect((await webDmp.link(called, 'Documents')).patientName).toBe('DUPONT LUCIE');
});

test.each([OPEN, NOT_AUTHORISED, EXPIRED])('an open record opens the page that was asked for: $authorisation', async (status) => {
  const { opens, because } = await (await knowing(status)).link(ALICE, 'Documents');
  expect([opens, because]).toEqual(['Documents', undefined]);
});

describe.each([
  ['closed', CLOSED],
  ['missing', MISSING],
  ['blocked', BLOCKED],
] as const)('a %s record', (because, status) => {
  test.each(PATIENT_PAGES)('opens the dashboard in place of %s, and says so', async (asked) => {
    const url = `${SITE}/AccesDirect/TableauDeBord/${INS}`;
    expect(await (await knowing(status)).link(ALICE, asked)).toMatchObject({
      patientId: ALICE.id,
      url,
      asked,
      opens: 'TableauDeBord',
      because,
      showNotice: true,
    });
  });

  test.each(['TableauDeBord', 'Parametrages'] as const)('leaves %s as it is', async (asked) => {
    const { opens, because: why } = await (await knowing(status)).link(ALICE, asked);
    expect([opens, why]).toEqual([asked, undefined]);
  });
});

test('the settings name no patient', async () => {
  expect((await setUp().webDmp.link(ALICE, 'Parametrages')).url).toBe(`${SITE}/AccesDirect/Parametrages`);
});

describe.each([
  [NOT_QUALIFIED, 'ins.notQualified'],
  [WAITING_NUMBER, 'ins.isNia'],
  [WRONG_KEY, 'ins.wrongKey'],
] as const)('an INS that may not be named: %#', (patient, code) => {
  test('leaves the dashboard without its patient', async () => {
    expect((await setUp().webDmp.link(patient, 'TableauDeBord')).url).toBe(`${SITE}/AccesDirect/TableauDeBord`);
  });

  test('refuses the pages of the patient', async () => {
    await expect(setUp().webDmp.link(patient, 'Documents')).rejects.toMatchObject({ code });
  });
});

test('a slash at the end of the address is not doubled', async () => {
  expect((await setUp(`${SITE}/`).webDmp.link(ALICE, 'Parametrages')).url).toBe(`${SITE}/AccesDirect/Parametrages`);
});

test.each(['', 'javascript:alert(1)//', 'wps-cps.dev1.dmp.gouv.fr'])('no link is made of an address that is none: %s', async (address) => {
  await expect(setUp(address).webDmp.link(ALICE, 'TableauDeBord')).rejects.toMatchObject({ code: 'dmp.wrongAddress' });
});

describe('the notice', () => {
  const shows = async ({ webDmp }: ReturnType<typeof setUp>, page: WebDmpPage = 'Documents') => (await webDmp.link(ALICE, page)).showNotice;

  test('is no longer shown once the user said so', async () => {
    const made = setUp();
    await made.webDmp.hideNotice();
    expect(await shows(made)).toBe(false);
  });

  test('is not shown when the setting says so', async () => {
    const made = setUp();
    made.host.configure({ 'dmp.showWebDmpNotice': false });
    expect(await shows(made)).toBe(false);
  });

  test('announces a changed page all the same', async () => {
    const webDmp = await knowing(CLOSED);
    await webDmp.hideNotice();
    expect((await webDmp.link(ALICE, 'Documents')).showNotice).toBe(true);
    expect((await webDmp.link(ALICE, 'TableauDeBord')).showNotice).toBe(false);
  });

  test('comes back when the user asks for it again', async () => {
    const made = setUp();
    await made.webDmp.hideNotice();
    await made.webDmp.showNoticeAgain();
    expect(await shows(made)).toBe(true);
  });
});
