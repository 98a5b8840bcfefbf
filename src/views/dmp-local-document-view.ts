import { css, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { LocalDocumentMark } from '../api/documents.js';
import { chipOf } from './chip-of.js';
import { ClockController } from './clock-controller.js';
import { markLook } from './sending-look.js';
import { chipStyles } from './styles.js';

/**
 * Where one local document of the host stands with the DMP (EX_2.1-1190): a chip, nothing to click. One with which nothing was done shows nothing.
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpLocalDocumentView extends LitElement {
  static override styles = [
    ...chipStyles,
    css`
      :host { display: inline-block; container-type: normal; }
    `,
  ];
  @property({ attribute: false }) mark?: LocalDocumentMark | undefined;
  private readonly clock = new ClockController(this, () => 30_000);

  protected override render(): TemplateResult | typeof nothing {
    const look = this.mark && markLook(this.mark, this.clock.now);
    return look ? chipOf(look) : nothing;
  }
}
