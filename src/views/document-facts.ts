import { html, nothing, type TemplateResult } from 'lit';
import type { FedDocument } from '../api/documents.js';
import { chipOf } from './chip-of.js';
import { dayOf, size, type TextKey, t } from './l10n.js';
import { documentChips } from './sending-look.js';

const FORMATS: Readonly<Record<string, TextKey>> = {
  'application/pdf': 'format.pdf',
  'text/plain': 'format.text',
  'text/rtf': 'format.rtf',
  'application/rtf': 'format.rtf',
  'image/jpeg': 'format.jpeg',
  'image/tiff': 'format.tiff',
};

/** What one document is, for its properties. */
export function documentFacts(document: FedDocument, now: number): TemplateResult {
  const { typeLabel, category, writtenOn, actStart, author, comment, mediaType, version } = document;
  const format = FORMATS[mediaType];
  const fact = (key: TextKey, value: unknown) => (value ? html`<dt>${t(key)}</dt><dd>${value}</dd>` : nothing);
  return html`<dl class="facts">
    ${fact('document.type', typeLabel)}
    ${fact('document.category', t(`category.${category}`))}
    ${fact('document.writtenOn', dayOf(writtenOn))}
    ${fact('document.actStart', dayOf(actStart))}
    ${fact('document.author', author)}
    ${fact('document.comment', comment)}
    ${fact('document.format', `${format ? t(format) : mediaType}, ${size(document.size)}`)}
    ${version > 1 ? fact('document.version', String(version)) : nothing}
    ${fact('document.state', html`<span class="row">${documentChips(document, now).map(chipOf)}</span>`)}
  </dl>`;
}
