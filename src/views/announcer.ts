/** What a live region holds: of several sentences, those that have changed. The first ones are not said, since they are being read on the page. */
export class Announcer {
  private last?: readonly string[];
  private said = '';

  say(...sentences: readonly string[]): string {
    const changed = this.last && sentences.filter((sentence, index) => sentence !== this.last?.[index]);
    if (changed?.length) this.said = changed.filter(Boolean).join(' ');
    this.last = sentences;
    return this.said;
  }
}
