import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a hardware test needs of the machine, and where it may lie. */
const FILES = {
  softhsm: ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm.so'],
  opensc: ['/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so', '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so', '/usr/lib64/opensc-pkcs11.so'],
  engine: ['/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so', '/usr/lib/aarch64-linux-gnu/engines-3/pkcs11.so', '/usr/lib64/engines-3/pkcs11.so'],
  vpcd: ['/usr/lib/pcsc/drivers/serial/libifdvpcd.so'],
} as const;
const COMMANDS = ['softhsm2-util', 'pkcs11-tool', 'stunnel', 'pcscd', 'unshare', 'ip'] as const;

export type HardwareTool = keyof typeof FILES | (typeof COMMANDS)[number];

/** Those of `tools` that are missing here, as the name of a skipped test says them. */
export const missingTools = (...tools: readonly HardwareTool[]): string => tools.filter((tool) => !isHere(tool)).join(', ');

/** @throws when it is not here */
export function toolPath(tool: keyof typeof FILES): string {
  const path = FILES[tool].find((file) => existsSync(file));
  if (path === undefined) throw new Error(`${tool} is not installed`);
  return path;
}

const isFileTool = (tool: HardwareTool): tool is keyof typeof FILES => tool in FILES;
const isHere = (tool: HardwareTool): boolean =>
  isFileTool(tool) ? FILES[tool].some((file) => existsSync(file)) : spawnSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' }).status === 0;
