import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a hardware test needs of the machine, and where it may lie. */
const FILES = {
  softhsm: ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm.so'],
  opensc: ['/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so', '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so', '/usr/lib64/opensc-pkcs11.so'],
  engine: ['/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so', '/usr/lib/aarch64-linux-gnu/engines-3/pkcs11.so', '/usr/lib64/engines-3/pkcs11.so'],
  vpcd: ['/usr/lib/pcsc/drivers/serial/libifdvpcd.so'],
} as const;
/** Optional packages, which must be built for this Node. */
const PACKAGES = ['pkcs11js', 'pcsclite'] as const;
const COMMANDS = ['softhsm2-util', 'pkcs11-tool', 'stunnel', 'pcscd', 'unshare', 'ip'] as const;

export type HardwareTool = keyof typeof FILES | (typeof COMMANDS)[number] | (typeof PACKAGES)[number];

/** Those of `tools` that are missing here, as the name of a skipped test says them. */
export const missingTools = (...tools: readonly HardwareTool[]): string => tools.filter((tool) => !isHere(tool)).join(', ');

/** @throws when it is not here */
export function toolPath(tool: keyof typeof FILES): string {
  const path = FILES[tool].find((file) => existsSync(file));
  if (path === undefined) throw new Error(`${tool} is not installed`);
  return path;
}

function isHere(tool: HardwareTool): boolean {
  if (tool in FILES) return FILES[tool as keyof typeof FILES].some((file) => existsSync(file));
  if (PACKAGES.some((name) => name === tool)) return loads(tool);
  if (tool === 'unshare')
    return runs('unshare', ['--net', '--mount', '--pid', '--fork', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), 'true']);
  return runs('sh', ['-c', `command -v ${tool}`]);
}

const runs = (command: string, args: readonly string[]): boolean => spawnSync(command, args, { stdio: 'ignore', cwd: import.meta.dirname }).status === 0;

/** In a process of its own: what a library of readers once learnt of a service it keeps. */
const loads = (name: string): boolean => runs(process.execPath, ['-e', `require(${JSON.stringify(name)})`]);
