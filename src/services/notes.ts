/** Small things the practice or a user chose, by name. They outlive the process; what cannot be read is absent, and reading never rejects. */
export interface Notes {
  read(name: string): Promise<unknown>;
  /** @throws PluginError `document.notKept` */
  write(name: string, value: unknown): Promise<void>;
}
export const Notes = Symbol.for('dmp.Notes');
