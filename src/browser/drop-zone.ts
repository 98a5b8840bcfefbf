import type { Disposable } from '../api/disposable.js';
import { DmpDropView } from '../views/dmp-drop-view.js';

/** What is dropped on `element` is handed on. `invitation`: the words for it; absent while nothing may be added. */
export function dropZone(
  element: HTMLElement,
  { invitation, onFiles }: { readonly invitation: () => string | undefined; readonly onFiles: (files: readonly File[]) => void },
): Disposable {
  const stop = new AbortController();
  const overlay = new DmpDropView();
  const handleOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Without this the browser would leave the page for the file.
    event.preventDefault();
    const words = invitation();
    event.dataTransfer.dropEffect = words ? 'copy' : 'none';
    if (!words || overlay.isConnected) return;
    overlay.invitation = words;
    const { height, left, top, width } = element.getBoundingClientRect();
    Object.assign(overlay.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    element.append(overlay);
  };
  const handleLeave = (event: DragEvent): void => {
    if (!element.contains(event.relatedTarget as Node | null)) overlay.remove();
  };
  const handleDrop = (event: DragEvent): void => {
    overlay.remove();
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const files = invitation() ? filesIn(event.dataTransfer) : [];
    if (files.length) onFiles(files);
  };
  const { signal } = stop;
  element.addEventListener('dragenter', handleOver, { signal });
  element.addEventListener('dragover', handleOver, { signal });
  element.addEventListener('dragleave', handleLeave, { signal });
  element.addEventListener('drop', handleDrop, { signal });
  return {
    dispose: () => {
      stop.abort();
      overlay.remove();
    },
  };
}

/** A folder is no document. */
const filesIn = ({ items }: DataTransfer): readonly File[] =>
  [...items].flatMap((item) => (item.webkitGetAsEntry()?.isDirectory ? [] : (item.getAsFile() ?? [])));
