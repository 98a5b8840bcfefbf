import { existsSync } from 'node:fs';

/** Where the middleware of the CPS puts its PKCS#11 module, by system; the others are looked for only where it is not. */
const PATHS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/opt/santesocial/CPS/lib/libcps3_pkcs11_lux.so',
    '/usr/lib64/libcps3_pkcs11_lux.so',
    '/usr/local/galss/libcps3_pkcs11_lux.so',
    '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so',
    '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so',
    '/usr/lib64/opensc-pkcs11.so',
    '/usr/lib64/pkcs11/opensc-pkcs11.so',
  ],
  win32: [`${process.env['WINDIR'] ?? 'C:\\Windows'}\\System32\\cps3_pkcs11_w64.dll`, 'C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll'],
  darwin: ['/usr/local/lib/libcps3_pkcs11_osx.dylib', '/Library/OpenSC/lib/opensc-pkcs11.so'],
};

/** Modules that are on this machine, the one to use first. More than one: the diagnostic warns. */
export const modulesHere = (platform: NodeJS.Platform = process.platform, isThere: (path: string) => boolean = existsSync): readonly string[] =>
  (PATHS[platform] ?? []).filter(isThere);
