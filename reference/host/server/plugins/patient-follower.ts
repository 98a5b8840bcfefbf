import { Observable, type Subscriber } from 'rxjs';
import { PluginError } from '../../../../src/api/plugin-error.js';

interface PatientWatch {
  readonly watchId: string;
  readonly patientId: string;
}

/** What the server tells of patients, one watch per subscription: the plugin's end of `PatientWatches`. */
export class PatientFollower<T> {
  private readonly subscribers = new Map<string, Subscriber<T>>();
  private last = 0;

  /** @param open answers whether there is such a patient */
  constructor(
    private readonly open: (watch: PatientWatch) => Promise<boolean>,
    private readonly close: (watch: Pick<PatientWatch, 'watchId'>) => void,
  ) {}

  of(patientId: string): Observable<T> {
    return new Observable((subscriber) => {
      this.last += 1;
      const watchId = String(this.last);
      this.subscribers.set(watchId, subscriber);
      this.open({ watchId, patientId }).then(
        (isKnown) => !isKnown && subscriber.error(new PluginError('host.unavailable')),
        (error) => subscriber.error(error),
      );
      return () => {
        if (this.subscribers.delete(watchId)) this.close({ watchId });
      };
    });
  }

  tell(watchId: string, value: T): void {
    this.subscribers.get(watchId)?.next(value);
  }
}
