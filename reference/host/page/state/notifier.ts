import { BehaviorSubject } from 'rxjs';
import type { ErrorDto } from '../../../../src/api/plugin-error.js';
import { ServerRefusal } from '../connection/server-refusal.js';

export interface Toast {
  readonly id: number;
  readonly family: 'ok' | 'info' | 'warn' | 'danger';
  readonly icon: string;
  readonly title: string;
  readonly text: string;
  /** Stays until it is closed. */
  readonly stays: boolean;
}

const MOST_TOASTS = 3;

/** Toasts, and what the live region of the page says. */
export class Notifier {
  readonly toasts$ = new BehaviorSubject<readonly Toast[]>([]);
  readonly said$ = new BehaviorSubject('');
  #next = 0;

  /** Said once, politely, by the screen reader. */
  announce(text: string): void {
    // A live region stays silent when the same words are set again.
    this.said$.next(this.said$.value === text ? `${text}\u200b` : text);
  }

  show(toast: Omit<Toast, 'id'>): void {
    this.#next += 1;
    this.toasts$.next([...this.toasts$.value, { ...toast, id: this.#next }].slice(-MOST_TOASTS));
    this.announce([toast.title, toast.text].filter(Boolean).join('. '));
  }

  done(title: string, text = ''): void {
    this.show({ family: 'ok', icon: 'circle-check', title, text, stays: false });
  }

  close(id: number): void {
    this.toasts$.next(this.toasts$.value.filter((toast) => toast.id !== id));
  }

  /** A failure nobody handled, in the user's words, with what the support needs to find it. */
  problem(error: unknown): void {
    const [title, text] = wordsOf(error);
    if (this.toasts$.value.some((toast) => toast.title === title && toast.text === text)) return;
    this.show({ family: 'danger', icon: 'circle-alert', title, text, stays: true });
  }
}

/** What the user reads of a failure: the plugin's own sentences where it has any. */
export function wordsOf(error: unknown): readonly [title: string, text: string] {
  if (error instanceof ServerRefusal && error.words) return [error.words.title, error.words.advice];
  const { code, reference } = factsOf(error);
  if (code === 'host.fileTooLarge') return ['Ce fichier est trop volumineux', 'Un fichier joint pèse au plus 20\u00a0Mo.'];
  if (code !== 'host.unavailable') {
    const facts = [code, reference].filter(Boolean).join(' · ');
    return ['L’action n’a pas abouti', `Réessayez. Si cela continue, indiquez ces références au support\u00a0: ${facts}`];
  }
  if (!(error instanceof ServerRefusal)) return ['L’application ne répond pas', 'Elle se reconnecte toute seule. Votre saisie est gardée.'];
  if (error.sentence === code) return ['L’extension ne répond pas', 'La fiche reste utilisable. Réessayez dans un instant.'];
  return ['L’action n’a pas abouti', error.sentence];
}

/** Only code and reference: a message may come from anywhere and name anybody. */
function factsOf(error: unknown): { readonly code: string; readonly reference: string | undefined } {
  const { code, about, reference } = (typeof error === 'object' && error !== null ? error : {}) as Partial<ErrorDto> & { readonly about?: Partial<ErrorDto> };
  return { code: typeof code === 'string' ? code : 'plugin.unexpected', reference: about?.reference ?? reference };
}
