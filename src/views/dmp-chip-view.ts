import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { DmpChipState } from '../api/messages.js';
import { ClockController } from './clock-controller.js';
import { age } from './l10n.js';
import { statusChip } from './status-chip.js';
import { chipStyles } from './styles.js';

/**
 * The last known DMP status of a patient, in the band of a form or a row of the visits: chip and age, nothing to click.
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpChipView extends LitElement {
  static override styles = [
    ...chipStyles,
    css`
      :host { display: inline-block; container-type: normal; }
      .row { gap: 2px 8px; }
    `,
  ];
  @property({ attribute: false }) state?: DmpChipState;
  private readonly clock = new ClockController(this, () => 30_000);

  protected override render(): TemplateResult | typeof nothing {
    if (!this.state) return nothing;
    const { chip } = this.state;
    return html`<span class="row">
      ${statusChip(chip)}
      ${chip.kind === 'known' ? html`<span class="tiny muted">${age(chip.checkedAt, this.clock.now)}</span>` : nothing}
    </span>`;
  }
}
