import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { icon } from './icons.js';
import { t } from './l10n.js';
import { viewStyles } from './styles.js';

/** What a document looks like: its first pages as images, or its text. */
export type Preview = { readonly kind: 'pages'; readonly pages: readonly Blob[]; readonly total: number } | { readonly kind: 'text'; readonly text: string };

/**
 * *Ce que verra le patient*: the document as it would be sent, on white paper whatever the theme. Its images live as long as it is on screen.
 * @slot - below the document: who sees it
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpPreviewView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      .card > .head > h2 { flex: 1; }
      @container (width < 260px) {
        .card > .head { gap: 0 8px; flex-wrap: wrap; padding: 8px 10px; }
        .card > .head > h2 { flex: 1 1 100%; padding: 0; font-size: var(--t2); }
        .fold { display: none; }
      }
      .desk[hidden] { display: none; }
      .fold[aria-expanded='true'] .i { rotate: 180deg; }
      .desk { display: grid; place-items: center; padding: 16px; background: var(--sunken); }
      .paper { width: 100%; max-width: 420px; border: 1px solid var(--line); background: #ffffff; color: #15222d; color-scheme: light; box-shadow: var(--e1); }
      img { display: block; width: 100%; height: auto; }
      pre.paper { max-height: 60vh; margin: 0; padding: 24px; border-radius: 0; overflow: auto; font-size: var(--t2); }
      .none { padding: 24px 8px; color: var(--text-2); font-size: var(--t2); text-align: center; }
      .turn { display: flex; align-items: center; gap: 4px; font-size: var(--t1); color: var(--text-2); }
      .below { padding: 12px 16px; border-top: 1px solid var(--line); font-size: var(--t2); }
    `,
  ];
  @property({ attribute: false }) preview?: Preview | undefined;
  @state() private page = 0;
  @state() private isFolded = false;
  @state() private urls: readonly string[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('preview')) return;
    this.page = 0;
    this.draw();
  }

  protected override render(): TemplateResult {
    return html`<div class="card" role="group" aria-labelledby="seen">
      <div class="head"><h2 id="seen">${t('preview.title')}</h2>${this.isFolded ? nothing : this.turner()}
        <button class="b icon s fold" type="button" aria-expanded=${!this.isFolded} aria-controls="desk" aria-label=${t('preview.show')} @click=${this.fold}>${icon('chevron-down')}</button>
      </div>
      <div class="desk" id="desk" ?hidden=${this.isFolded}>${this.paper()}</div>
      <div class="below"><slot></slot></div>
    </div>`;
  }

  private paper(): TemplateResult {
    const { preview } = this;
    switch (preview?.kind) {
      case undefined:
        return html`<p class="none">${t('preview.none')}</p>`;
      case 'text':
        return html`<pre class="paper" tabindex="0" aria-label=${t('preview.text')}>${preview.text}</pre>`;
      case 'pages': {
        const url = this.urls[this.page];
        return url
          ? html`<img class="paper" src=${url} alt=${t('preview.page', this.page + 1, preview.total)} />`
          : html`<p class="none">${t('preview.unavailable')}</p>`;
      }
    }
  }

  private turner(): TemplateResult | typeof nothing {
    const { page, preview, urls } = this;
    if (preview?.kind !== 'pages') return nothing;
    const turn = (by: 1 | -1) => {
      const to = page + by;
      const isThere = to >= 0 && to < urls.length;
      return html`<button class="b icon s" type="button" aria-label=${t(by < 0 ? 'preview.before' : 'preview.after')} aria-disabled=${!isThere} @click=${() => this.turn(isThere ? to : page)}>
        ${icon(by < 0 ? 'arrow-left' : 'arrow-right')}
      </button>`;
    };
    return html`<div class="turn">
      ${urls.length > 1 ? turn(-1) : nothing}<span role="status">${t('preview.page', page + 1, preview.total)}</span>${urls.length > 1 ? turn(1) : nothing}
    </div>`;
  }

  private turn(to: number): void {
    this.page = to;
  }

  private readonly fold = (): void => {
    this.isFolded = !this.isFolded;
  };

  private draw(): void {
    this.forget();
    if (this.preview?.kind === 'pages') this.urls = this.preview.pages.map((page) => URL.createObjectURL(page));
  }

  private forget(): void {
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = [];
  }
}
