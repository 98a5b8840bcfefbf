import { css } from 'lit';

/** Fields, boxes and choices of the dialogs that are filled in. */
export const formStyles = css`
  fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
  fieldset.part { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; }
  fieldset.part + fieldset.part { padding-top: 14px; border-top: 1px solid var(--line); }
  /* A floated legend stands below the line of its group instead of in it. */
  fieldset.part > legend { float: inline-start; width: 100%; padding: 0; font-size: var(--t3); font-weight: 650; }
  .chips { margin: 0; padding: 0; list-style: none; }
  .field { display: grid; gap: 4px; align-content: start; min-width: 0; }
  .field > label { font-size: var(--t2); font-weight: 550; }
  .req { color: var(--danger-ink); font-weight: 700; }
  .inp {
    width: 100%; min-width: 0; min-height: var(--control); padding: 5px 10px; border: 1px solid var(--line-strong); border-radius: var(--r2);
    background: var(--surface); color: var(--text); font: inherit; font-size: var(--t2); line-height: 1.4;
  }
  select.inp { padding-inline-end: 6px; }
  .inp:focus { outline: 2px solid var(--focus); outline-offset: 1px; border-radius: var(--r2); }
  .inp[aria-invalid='true'] { border-color: var(--danger-ink); box-shadow: inset 0 0 0 1px var(--danger-ink); }
  .inp:read-only:not(select), .inp:disabled { border-color: var(--line-2); background: var(--sunken); opacity: 1; }
  .inp:disabled { color: var(--text-3); }
  .hint, .bad { align-items: start; line-height: 1.4; }
  .hint .i, .bad .i { width: 14px; height: 14px; margin-top: 1px; }
  .bad { margin-top: 0; font-weight: 550; }
  .end .bad, .end .hint { align-items: center; }
  .end .hint.push { flex: 1 1 240px; }
  .end .b.g:not(:hover) { background: transparent; }
  .tick { display: grid; grid-template-columns: 18px minmax(0, 1fr); gap: 2px 10px; align-items: start; min-height: 24px; padding: 3px 0; font-size: var(--t2); line-height: 1.4; }
  .tick > input { width: 18px; height: 18px; margin: 0; accent-color: var(--accent); }
  .tick > .hint, .tick > .bad { grid-column: 2; }
  .choices { display: grid; gap: 4px; }
  .choices > legend { padding: 0 0 4px; font-size: var(--t2); font-weight: 550; }
  .segments { display: flex; align-items: center; flex-wrap: wrap; gap: 8px; }
  .segments > legend { float: inline-start; padding: 0; font-size: var(--t2); font-weight: 550; }
  .segments > .seg { display: inline-flex; border: 1px solid var(--line-strong); border-radius: var(--r2); overflow: hidden; background: var(--surface); }
  .seg > label { display: inline-flex; align-items: center; gap: 6px; min-height: var(--control); padding: 4px 12px; font-size: var(--t2); font-weight: 550; cursor: pointer; position: relative; }
  .seg > label + label { border-inline-start: 1px solid var(--line-strong); }
  .seg > label:has(:checked) { background: var(--selected); box-shadow: inset 0 0 0 1px var(--accent); }
  .seg > label:has(:focus-visible) { outline: 2px solid var(--focus); outline-offset: -3px; border-radius: var(--r2); }
  .seg > label:has(:disabled) { color: var(--text-3); background: var(--sunken); cursor: default; }
  .seg input { width: 16px; height: 16px; margin: 0; accent-color: var(--accent); outline: none; }
  .pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px 16px; }
  .pair > .all { grid-column: 1 / -1; }
  .postal { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 10px 12px; }
  .postal > * { grid-column: span 3; }
  .postal > .narrow { grid-column: span 1; }
  .postal > .middle { grid-column: span 2; }
  .abandon { width: min(420px, calc(100vw - 16px)); }
  .abandon > .in { padding-top: 0; }
  @media (pointer: coarse) { .tick { min-height: 44px; padding: 11px 0; } }
  /* A long form scrolls under its buttons; what has the focus stays clear of them. */
  @media (width >= 720px) and (height >= 480px) {
    dialog { scroll-padding-block: 16px 72px; }
    .end { position: sticky; inset-block-end: 0; }
  }
  @media (width < 720px) {
    .pair, .postal { grid-template-columns: minmax(0, 1fr); }
    .postal > :is(*, .narrow, .middle) { grid-column: 1 / -1; }
  }
  @media (forced-colors: active) { .inp[aria-invalid='true'] { border-width: 2px; } .seg > label:has(:checked) { outline: 2px solid Highlight; outline-offset: -2px; } }
`;
