import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { afterEach, expect, test } from 'vitest';
import { CHROMIUM_ARGS, chromiumPath } from '../../../scripts/chromium.js';
import { atEnd, cleanUp, pageFolder, startPractice } from './practice-server.js';

afterEach(cleanUp);

const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
trailer<</Root 1 0 R>>`;
/** Frames as a plugin would make them: a receipt from bytes the page has, and an address of elsewhere. */
const SCRIPT = `
const frame = (name, src) => document.body.append(Object.assign(document.createElement('iframe'), { name, title: name, src }));
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => document.body.append(effectiveDirective + ' ' + blockedURI));
frame('receipt', URL.createObjectURL(new Blob([${JSON.stringify(PDF)}], { type: 'application/pdf' })));
frame('elsewhere', 'http://127.0.0.1:1/');
`;

test.skipIf(!chromiumPath())(
  'under the policy of the page a receipt is shown by the viewer of the browser, which prints it; nothing else is framed',
  async () => {
    const folder = pageFolder();
    writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><script type="module" src="/assets/frames.js"></script></head><body></body></html>');
    writeFileSync(join(folder, 'assets/frames.js'), SCRIPT);
    const { url } = await startPractice({ pageFolder: folder });
    const executablePath = chromiumPath();
    const chrome = await chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_ARGS });
    atEnd(() => chrome.close());
    const page = await chrome.newPage();
    await page.goto(url);
    await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-extension://')), { timeout: 15_000 }).toBe(true);
    const receipt = page.frame('receipt');
    expect(receipt?.url()).toMatch(/^blob:/);
    // Calling it would open the print dialog of the system, which a browser without a screen does not have.
    expect(await page.evaluate(() => typeof document.querySelector<HTMLIFrameElement>('iframe[name=receipt]')?.contentWindow?.print)).toBe('function');
    await expect.poll(() => page.locator('body').innerText()).toMatch(/^frame-src http:\/\/127\.0\.0\.1:1$/m);
  },
);
