import type { Disposable } from '../../../../src/api/disposable.js';

/** Above the page: elements that show their own `<dialog>`. Focus goes back to where it was. */
export class DialogLayer {
  constructor(private readonly layer: HTMLElement) {}

  open(element: HTMLElement): Disposable {
    const before = document.activeElement;
    this.layer.append(element);
    let isOpen = true;
    return {
      dispose: () => {
        if (!isOpen) return;
        isOpen = false;
        element.remove();
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      },
    };
  }
}
