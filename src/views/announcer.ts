/** What a live region holds: a sentence that has changed. The first one is not said, since it is being read on the page. */
export class Announcer {
  private last?: string;
  private said = '';

  say(sentence: string): string {
    if (this.last !== undefined && sentence !== this.last) this.said = sentence;
    this.last = sentence;
    return this.said;
  }
}
