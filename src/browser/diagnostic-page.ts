import { from, type Observable } from 'rxjs';
import { type Disposable, DisposableStore } from '../api/disposable.js';
import type { BrowserContext, PageSlot } from '../api/host.js';
import type { DiagnosticState } from '../api/messages.js';
import { DmpDiagnosticView } from '../views/dmp-diagnostic-view.js';
import { define } from '../views/elements.js';

define({ 'dmp-diagnostic-view': DmpDiagnosticView });

/** The page `dmp.diagnostic`: looked at when it is first shown, then when asked for. */
export function mountDiagnostic(host: BrowserContext, { element, state$ }: PageSlot): Disposable {
  const own = new DisposableStore();
  const view = new DmpDiagnosticView();
  element.append(view);
  own.add(() => view.remove());
  const run = (): void => void host.commands.runForPage('dmp.runDiagnostic');
  view.addEventListener('dmp-run-diagnostic', run);
  own.add(from(state$ as Observable<DiagnosticState>).subscribe((diagnostic) => (view.diagnostic = diagnostic)));
  run();
  return own;
}
