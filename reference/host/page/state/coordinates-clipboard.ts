import { BehaviorSubject } from 'rxjs';
import type { Coordinates } from '../model/coordinates.js';

/** Coordinates copied in one form, to be pasted in another. Lives as long as the window, and never leaves it. */
export class CoordinatesClipboard {
  readonly content$ = new BehaviorSubject<Coordinates | undefined>(undefined);
}
