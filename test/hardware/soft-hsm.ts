import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProfessionalCard } from '../../reference/cards/card-catalogue.js';
import { openPkcs12 } from '../../src/hardware/agent/card-keys.js';
import { toolPath } from './hardware-tools.js';

const LABEL = 'CPS';
const SECURITY_OFFICER_PIN = '12345678';
const IDS = { signature: '01', authentication: '02' } as const;

/** A token of SoftHSM2 with all that a card folder holds: a key store that never misbehaves, and does more than a card would. */
export class SoftHsm {
  private constructor(private readonly folder: string) {}

  /** `SOFTHSM2_CONF` is set for this process and those it starts. @param card folder of a software card */
  static create(card: string, pin: string): SoftHsm {
    const folder = mkdtempSync(join(tmpdir(), 'soft-hsm-'));
    mkdirSync(join(folder, 'tokens'));
    writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
    process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
    run('softhsm2-util', ['--init-token', '--free', '--label', LABEL, '--pin', pin, '--so-pin', SECURITY_OFFICER_PIN]);
    const hsm = new SoftHsm(folder);
    for (const use of ['signature', 'authentication'] as const) hsm.addCredential(card, use, pin);
    const { holder, situations } = JSON.parse(readFileSync(join(card, 'card.json'), 'utf8')) as ProfessionalCard;
    hsm.addData('CPS_INFO_PS', tlv(0x80, Buffer.from(holder.specialityCode ?? '')), pin, false);
    situations.forEach(({ sectorCode, structureId, structureName }, index) => {
      const fields = [tlv(0x84, Buffer.from(structureName)), tlv(0x85, Buffer.from(structureId)), tlv(0x86, Buffer.from(sectorCode))];
      hsm.addData(`CPS_ACTIVITY_${String(index + 1).padStart(2, '0')}_PS`, tlv(0xee, Buffer.concat(fields)), pin, true);
    });
    return hsm;
  }

  dispose(): void {
    delete process.env['SOFTHSM2_CONF'];
    rmSync(this.folder, { recursive: true, force: true });
  }

  private addCredential(card: string, use: keyof typeof IDS, pin: string): void {
    const opened = openPkcs12(readFileSync(join(card, `${use}.p12`)), pin);
    if (!opened) throw new Error('the code of the test cards is another');
    this.withFile(opened.key.export({ type: 'pkcs8', format: 'pem' }).toString(), (file) =>
      run('softhsm2-util', ['--import', file, '--token', LABEL, '--label', use, '--id', IDS[use], '--pin', pin]),
    );
    this.withFile(opened.certificate.raw, (file) => this.write(pin, ['--write-object', file, '--type', 'cert', '--id', IDS[use], '--label', use]));
  }

  private addData(label: string, value: Buffer, pin: string, isPrivate: boolean): void {
    this.withFile(value, (file) => this.write(pin, ['--write-object', file, '--type', 'data', '--label', label, ...(isPrivate ? ['--private'] : [])]));
  }

  private write(pin: string, args: readonly string[]): void {
    run('pkcs11-tool', ['--module', toolPath('softhsm'), '--login', '--pin', pin, ...args]);
  }

  private withFile(content: string | Buffer, use: (file: string) => void): void {
    const file = join(this.folder, 'import');
    writeFileSync(file, content, { mode: 0o600 });
    use(file);
    rmSync(file);
  }
}

const run = (command: string, args: readonly string[]): void => void execFileSync(command, args, { stdio: 'ignore' });
const tlv = (tag: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([tag]), value.length < 0x80 ? Buffer.from([value.length]) : Buffer.from([0x81, value.length]), value]);
