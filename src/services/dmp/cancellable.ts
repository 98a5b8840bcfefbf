import { Observable } from 'rxjs';

/** A read that stops when nobody looks any more: unsubscribing aborts the signal. */
export function cancellable<T>(read: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    read(controller.signal).then(
      (value) => {
        subscriber.next(value);
        subscriber.complete();
      },
      (error: unknown) => subscriber.error(error),
    );
    return () => controller.abort();
  });
}
