import { describe, expect, test } from 'vitest';
import type { AdministrativeComparison, AdministrativeData, RecordStatus } from '../../src/api/messages.js';
import { ABSENT, BY_STRUCTURE, HOLDER, UNLOCKED } from '../fakes/fake-identity.js';
import { ADMINISTRATIVE, BLOCKED, OPEN } from '../fakes/fake-record-gateway.js';
import { ALICE, settled, watch } from '../fakes/world.js';
import { detailsOf, informed, makeServices, nothingKept } from './make-services.js';

/** As the DMP tells Alice. */
const DATA: AdministrativeData = { ...ADMINISTRATIVE, birthName: 'INS-FAMILLE-DIX', givenNames: 'LUCIE', sex: 'F', birthDate: '19780828' };
const WISHES = { refusesBreakGlass: true, refusesEmergency: false };

function setUp(card = UNLOCKED, kept = informed()) {
  const made = makeServices(card, kept);
  made.host.keepDetails(detailsOf(ALICE));
  return made;
}

async function compared(dmp: AdministrativeData, status: RecordStatus = OPEN): Promise<AdministrativeComparison> {
  const made = setUp();
  watch(made.status.status$(ALICE));
  await made.dmp.answer(ALICE, status);
  const comparison = made.administrative.compare(ALICE);
  await made.dmp.done('readAdministrativeData', ALICE, dmp);
  return comparison;
}

describe('the comparison', () => {
  test('has both sides, the phones of the host in E.164', async () => {
    expect(await compared(DATA)).toEqual({
      patientId: ALICE.id,
      patientName: 'INS-FAMILLE-DIX LUCIE',
      dmp: DATA,
      host: {
        birthName: 'INS-FAMILLE-DIX',
        usedName: '',
        givenNames: 'LUCIE',
        sex: 'F',
        birthDate: '19780828',
        address: detailsOf(ALICE).address,
        homePhone: '+33243000001',
        mobilePhone: '+33611111111',
        email: 'paul.onze@exemple.fr',
      },
      identityDiffers: [],
      canChange: true,
    });
  });

  test.each([
    [{ birthName: 'INS-FAMILLE-ONZE' }, ['birthName']],
    [{ givenNames: 'LUCE' }, ['birthGivenNames']],
    [{ birthDate: '19780829' }, ['birthDate']],
    [{ birthName: 'X', givenNames: 'Y', birthDate: '1990' }, ['birthName', 'birthGivenNames', 'birthDate']],
    [{ sex: 'M' }, []],
    [{ birthName: 'ins famille dix', givenNames: 'Lucie' }, []],
    [{ birthName: '', givenNames: 'NON RENSEIGNE', birthDate: '' }, []],
    [{ usedName: 'DUPONT' }, []],
  ] as const)('doubts who it is for name, first name and birth date alone: %j', async (told, differs) => {
    expect((await compared({ ...DATA, ...told })).identityDiffers).toEqual(differs);
  });

  test.each([
    ['attached to Mon espace santé', { ...OPEN, attachedToMes: true }],
    ['blocked', BLOCKED],
  ])('of a record that cannot be changed says so: %s', async (_, status) => {
    expect((await compared(DATA, status)).canChange).toBe(false);
  });

  test('is not made without a session, the notice on traces or the host', async () => {
    for (const [made, code] of [
      [setUp(ABSENT), 'card.absent'],
      [setUp(UNLOCKED, nothingKept()), 'traces.notAcknowledged'],
      [makeServices(UNLOCKED, informed()), 'host.unavailable'],
    ] as const) {
      await expect(made.administrative.compare(ALICE)).rejects.toMatchObject({ code });
      await expect(made.administrative.change(ALICE, WISHES)).rejects.toMatchObject({ code });
      expect(made.dmp.calls).toBe(0);
    }
  });

  test('says why the DMP does not answer', async () => {
    const { administrative, dmp } = setUp();
    const comparison = expect(administrative.compare(ALICE)).rejects.toMatchObject({ code: 'dmp.timeout' });
    await dmp.refuse('readAdministrativeData', ALICE, 'dmp.timeout');
    await comparison;
  });
});

describe('a change', () => {
  async function changed(before: AdministrativeData, details = detailsOf(ALICE)) {
    const made = setUp();
    made.host.keepDetails(details);
    const change = made.administrative.change(ALICE, WISHES);
    await made.dmp.done('readAdministrativeData', ALICE, before);
    await made.dmp.done('changeAdministrativeData', ALICE, undefined);
    await change;
    return made.dmp.written;
  }

  test("sends the host's address and channels, and both wishes", async () => {
    expect(await changed(DATA)).toEqual([
      {
        call: 'changeAdministrativeData',
        patientId: ALICE.id,
        with: [{ ...WISHES, address: detailsOf(ALICE).address, email: 'paul.onze@exemple.fr', homePhone: '+33243000001', mobilePhone: '+33611111111' }],
      },
    ]);
  });

  test('takes nothing away: what the host does not hold, or holds wrongly, stays as the DMP has it', async () => {
    const telecoms = [{ value: 'tel:06 11 11 11 11', use: 'MC' }];
    const legalRepresentative = { relation: 'UNCLE', familyName: 'INS-FAMILLE-DIX', givenName: 'ANNE', address: DATA.address, telecoms };
    const before = { ...DATA, email: 'lucie@exemple.fr', homePhone: '', mobilePhone: '+33622222222', legalRepresentative };
    const nothing = { line: ' ', complement: '', postalCode: '72000', city: '', country: '' };
    expect((await changed(before, detailsOf(ALICE, { address: nothing, phones: ['', 'le soir'], email: 'lucie@' })))[0]?.with).toEqual([
      { ...WISHES, address: before.address, email: 'lucie@exemple.fr', mobilePhone: '+33622222222', legalRepresentative },
    ]);
  });

  test('is not open to the certificates of a structure, which may compare', async () => {
    const { administrative, dmp } = setUp(BY_STRUCTURE);
    await expect(administrative.change(ALICE, WISHES)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
    const comparison = administrative.compare(ALICE);
    await dmp.done('readAdministrativeData', ALICE, DATA);
    expect(await comparison).toMatchObject({ dmp: DATA, canChange: false });
  });

  test('is not sent in the name of another, whose card has come since', async () => {
    const { administrative, dmp, identity } = setUp();
    const change = expect(administrative.change(ALICE, WISHES)).rejects.toMatchObject({ code: 'card.changed' });
    await settled();
    const other = { ...UNLOCKED, holder: { ...HOLDER, id: '899900003100' } };
    identity.become(other);
    await dmp.done('readAdministrativeData', ALICE, DATA);
    await change;
    expect(dmp.written).toEqual([]);
  });

  test('of a record attached to Mon espace santé is refused', async () => {
    const { administrative, dmp, work } = setUp();
    const change = expect(administrative.change(ALICE, WISHES)).rejects.toMatchObject({ code: 'dmp.attachedToMes' });
    await dmp.done('readAdministrativeData', ALICE, DATA);
    await dmp.refuse('changeAdministrativeData', ALICE, 'dmp.attachedToMes');
    await change;
    expect(watch(work.work$(ALICE.id)).last).toMatchObject({ kind: 'failed', act: 'changeAdministrativeData' });
  });

  test('of what could not be read is not made', async () => {
    const { administrative, dmp } = setUp();
    const change = expect(administrative.change(ALICE, WISHES)).rejects.toMatchObject({ code: 'dmp.timeout' });
    await dmp.refuse('readAdministrativeData', ALICE, 'dmp.timeout');
    await change;
    expect(dmp.written).toEqual([]);
  });
});
