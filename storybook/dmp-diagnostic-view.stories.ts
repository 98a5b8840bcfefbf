import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn } from 'storybook/test';
import type { DiagnosticLine, DiagnosticState } from '../src/api/messages.js';
import { DmpDiagnosticView } from '../src/views/dmp-diagnostic-view.js';
import { define } from '../src/views/elements.js';
import { inEveryPlace } from './places.js';

define({ 'dmp-diagnostic-view': DmpDiagnosticView });
type Args = Pick<DmpDiagnosticView, 'diagnostic'>;
const meta: Meta<Args> = { title: 'Diagnostic du poste', render: (args) => inEveryPlace(() => Object.assign(new DmpDiagnosticView(), args)) };
export default meta;

const LEA = 'Léa INFIRMIER0212';
const GOOD: readonly DiagnosticLine[] = [
  { says: 'means.card', verdict: 'ok', values: [] },
  { says: 'service.running', verdict: 'ok', values: [] },
  { says: 'readers.card', verdict: 'ok', values: ['Lecteur virtuel 00 00'], detail: 'cps' },
  { says: 'module.found', verdict: 'ok', values: ['Cryptolib CPS', '5.2'], detail: 'Cryptolib CPS 5.2 /opt/santesocial/CPS/lib/libcps3_pkcs11_lux.so' },
  { says: 'authentication.valid', verdict: 'ok', values: [LEA], date: '2028-09-12', detail: '2028-09-12' },
  { says: 'signature.valid', verdict: 'ok', values: [LEA], date: '2028-09-12', detail: '2028-09-12' },
  { says: 'situation.chosen', verdict: 'ok', values: ['CABINET MME INFIRMIER0212'] },
  { says: 'key.engine', verdict: 'ok', values: [], detail: 'engine' },
  { says: 'vitale.interface', verdict: 'ok', values: [], detail: 'interface' },
  { says: 'dmp.reached', verdict: 'ok', values: ['118', 'dmp.invalid'], detail: '118 ms dmp.invalid' },
  { says: 'clock.right', verdict: 'ok', values: [], detail: '1 s' },
];
const AT = new Date(2026, 10, 24, 14, 35).getTime();
const state = (...lines: readonly DiagnosticLine[]): DiagnosticState => ({ isRunning: false, lines, at: AT, milliseconds: 2100 });
const story = (name: string, diagnostic: DiagnosticState): StoryObj<Args> => ({ name, args: { diagnostic } });

export const Good = story('Rien à corriger', state(...GOOD));
Good.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-diagnostic-view');
  const written = fn();
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => written(text) } });
  const [copy] = view?.shadowRoot?.querySelectorAll('button') ?? [];
  copy?.click();
  await expect(written).toHaveBeenCalledOnce();
  await expect(written.mock.calls[0]?.[0]).toMatch(/^means\.card · ok\nservice\.running · ok\nreaders\.card · ok · cps/);
  // What is copied names nobody.
  await expect(written.mock.calls[0]?.[0]).not.toMatch(/INFIRMIER|Léa|CABINET/);
};
export const ToCorrect = story(
  '1 point à corriger, 3 à surveiller',
  state(
    ...GOOD.slice(0, 3),
    {
      says: 'module.opensc',
      verdict: 'watch',
      values: ['OpenSC smartcard framework', '0.23'],
      detail: 'OpenSC smartcard framework 0.23 /usr/lib/opensc-pkcs11.so',
    },
    { says: 'authentication.soon', verdict: 'watch', values: [LEA, '41'], date: '2027-01-04', detail: '2027-01-04' },
    ...GOOD.slice(6, 8),
    { says: 'vitale.card', verdict: 'watch', values: [], detail: 'card' },
    ...GOOD.slice(9, 10),
    { says: 'clock.ahead', verdict: 'wrong', values: ['6', '12'], detail: '372 s' },
  ),
);
export const Bare = story(
  "Rien n'est là",
  state(
    { says: 'means.card', verdict: 'ok', values: [] },
    { says: 'service.stopped', verdict: 'wrong', values: [], error: 'card.noPcsc', detail: 'card.noPcsc' },
    { says: 'module.failed', verdict: 'wrong', values: [], error: 'card.noModule', detail: 'card.noModule' },
    { says: 'certificates.unread', verdict: 'unchecked', values: [] },
    { says: 'situation.unread', verdict: 'unchecked', values: [] },
    { says: 'key.none', verdict: 'wrong', values: [] },
    { says: 'dmp.unread', verdict: 'unchecked', values: [] },
    { says: 'clock.unread', verdict: 'unchecked', values: [] },
  ),
);
export const Running = story('Vérification en cours', { isRunning: true, lines: [] });
