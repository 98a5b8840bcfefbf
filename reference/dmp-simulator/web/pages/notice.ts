import { type Html, html } from '../html.js';
import { ICONS } from '../icons.js';
import type { RecordAccess } from '../record-access.js';
import { ACCESS_WORDS } from '../words.js';

const CHIPS = {
  granted: { family: 'ok', icon: ICONS.open },
  unauthorised: { family: 'warn', icon: ICONS.locked },
  expired: { family: 'warn', icon: ICONS.expired },
  blocked: { family: 'stop', icon: ICONS.blocked },
  closed: { family: 'quiet', icon: ICONS.closed },
  missing: { family: 'quiet dashed', icon: ICONS.missing },
} as const satisfies Record<RecordAccess['kind'], unknown>;

/** Situation of a record for one professional: icon, colour and words. */
export const chip = (kind: RecordAccess['kind']): Html => html`<span class="chip ${CHIPS[kind].family}">${CHIPS[kind].icon}${ACCESS_WORDS[kind]}</span>`;

export type NoticeFamily = 'info' | 'id' | 'warn' | 'danger' | 'stop' | 'quiet';

export const notice = (family: NoticeFamily, body: Html, icon: Html = ICONS.information): Html =>
  html`<div class="notice ${family}">${icon}<div>${body}</div></div>`;
