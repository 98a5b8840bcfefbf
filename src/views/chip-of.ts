import { html, type TemplateResult } from 'lit';
import { icon } from './icons.js';
import type { ChipLook } from './sending-look.js';

export const chipOf = ({ icon: name, family, label }: ChipLook): TemplateResult => html`<span class="chip f-${family}">${icon(name)}${label}</span>`;
