import { css } from 'lit';
import { tokens } from './tokens.js';

/** What every view starts from. A view is a container: it folds when its own place is narrow, whatever the window. */
const base = css`
  *, *::before, *::after { box-sizing: border-box; }
  :host { display: block; container-type: inline-size; color: var(--text); font: var(--t3)/1.43 var(--font); font-variant-numeric: tabular-nums; }
  :host([hidden]) { display: none; }
  h1, h2, p, dl, dd { margin: 0; }
  b, strong { font-weight: 650; }
  button, input { font: inherit; color: inherit; }
  a { color: var(--accent); text-underline-offset: 2px; text-decoration-thickness: 1px; }
  a:hover { color: var(--accent-hover); }
  :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: var(--r1); }
  .i { width: 1rem; height: 1rem; flex: none; stroke-width: 2; vertical-align: -.17em; }
  .spin { animation: turn 900ms linear infinite; }
  @keyframes turn { to { transform: rotate(360deg); } }
  .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .panels { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; align-content: start; }
  .row { display: flex; align-items: center; gap: 8px; flex-wrap: wrap; }
  .muted { color: var(--text-2); }
  .tiny { font-size: var(--t1); line-height: 1.35; }
  .mono { font-family: var(--mono); font-size: .92em; overflow-wrap: anywhere; }
  @media (prefers-reduced-motion: reduce) { .spin { animation: none; } }
`;

const buttons = css`
  .b {
    display: inline-flex; align-items: center; justify-content: center; gap: 8px; min-height: var(--control); padding: 5px 12px;
    border: 1px solid var(--line-2); border-radius: var(--r2); background: var(--surface); color: var(--text);
    font-size: var(--t2); font-weight: 550; line-height: 1.3; text-decoration: none; cursor: pointer;
    transition: background-color var(--quick), border-color var(--quick);
  }
  .b:hover { background: var(--hover); color: var(--text); }
  .b:focus-visible { border-radius: var(--r2); }
  .b.p { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
  .b.p:hover { background: var(--accent-hover); border-color: var(--accent-hover); color: var(--on-accent); }
  .b.s { min-height: 28px; padding: 3px 9px; }
  .b.icon { width: var(--control); padding: 0; border-color: transparent; background: transparent; color: var(--text-2); }
  .b.icon:hover { background: var(--hover); color: var(--text); }
  .b.icon.s { width: 28px; }
  .b.g { padding-inline: 8px; border-color: transparent; background: transparent; color: var(--accent); }
  .b.g:hover { background: var(--hover); color: var(--accent-hover); }
  .b.danger { border-color: var(--danger-ink); color: var(--danger-ink); }
  .link { display: inline-flex; align-items: center; min-height: 24px; padding: 0; border: 0; background: none; color: var(--accent); font: inherit; text-decoration: underline; text-underline-offset: 2px; cursor: pointer; }
  .link:hover { color: var(--accent-hover); }
  @media (pointer: coarse) { .link { min-height: 44px; } .b.s { min-height: var(--control); } .b.icon.s { width: var(--control); } }
  .b[aria-disabled='true'], .b[aria-disabled='true']:hover { background: var(--quiet-tint); border-color: var(--quiet-edge); color: var(--text-3); cursor: default; }
`;

/** Chip: icon and words, never clickable. */
export const chips = css`
  .chip {
    display: inline-flex; align-items: center; gap: 6px; min-height: 24px; padding: 2px 9px 2px 7px; border: 1px solid var(--edge); border-radius: 999px;
    background: var(--tint); color: var(--ink); font-size: var(--t1); line-height: 1.25; font-weight: 600;
  }
  .chip .i { width: 14px; height: 14px; }
  .chip.dashed { border-style: dashed; border-color: var(--ink); background: transparent; }
  .chip.outlined { border-color: var(--line-strong); background: transparent; }
  @media (forced-colors: active) { .chip { border-color: CanvasText; } }
`;

/** Status card and plain card. */
const cards = css`
  .card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--r3); box-shadow: var(--e1); }
  .card > .head { display: flex; align-items: center; gap: 8px 12px; flex-wrap: wrap; padding: 12px 16px; border-bottom: 1px solid var(--line); }
  .card > .head .row { margin-inline-start: auto; }
  .card > .in { padding: 16px; font-size: var(--t2); }
  h2 { font-size: var(--t4); line-height: 1.375; font-weight: 650; letter-spacing: -.006em; }
  .status {
    display: grid; grid-template: auto 1fr auto / auto minmax(0, 1fr) auto; gap: 4px 14px; padding: 16px;
    background: var(--surface); border: 1px solid var(--line); border-inline-start: 4px solid var(--ink); border-radius: var(--r3); box-shadow: var(--e1);
  }
  .status.dashed { border-inline-start-style: dashed; }
  .tile { grid-row: 1 / span 3; width: 44px; height: 44px; display: grid; place-items: center; border: 1px solid var(--edge); border-radius: var(--r3); background: var(--tint); color: var(--ink); }
  .dashed .tile { border-style: dashed; border-color: var(--ink); background: transparent; }
  .outlined .tile { border-color: var(--line-strong); background: transparent; }
  .tile .i { width: 24px; height: 24px; stroke-width: 1.75; }
  button.tile { padding: 0; cursor: pointer; }
  button.tile:hover { background: var(--hover); }
  .say { align-self: center; }
  .more { grid-column: 2; max-width: 74ch; color: var(--text-2); font-size: var(--t2); }
  .more b { color: var(--text); font-weight: 600; }
  .side { grid-column: 3; grid-row: 1 / span 2; display: grid; gap: 2px; justify-items: end; align-content: start; text-align: end; font-size: var(--t2); color: var(--text-2); }
  .age { display: inline-flex; align-items: center; gap: 4px; min-height: 24px; font-size: var(--t1); color: var(--text-2); }
  .do { grid-column: 2 / -1; display: flex; gap: 8px; flex-wrap: wrap; align-items: center; margin-top: 10px; }
  .do .push { margin-inline-start: auto; }
  .conditions { display: grid; gap: 10px; margin: 0; list-style: none; }
  .conditions li { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 2px 12px; align-items: start; }
  .conditions .chip { justify-self: start; }
  .foldable { margin: 0; font-size: inherit; color: inherit; }
  .foldable > .head { display: flex; }
  .facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; font-size: var(--t2); }
  .facts dt { color: var(--text-2); }
  .facts dd { font-weight: 550; overflow-wrap: anywhere; }
  @media (forced-colors: active) { .status, .card, .b, .note, .error { border-color: CanvasText; } .status { border-inline-start-color: Highlight; } }
  @container (width < 720px) {
    .status { grid-template: none / auto minmax(0, 1fr); gap: 4px 12px; padding: 12px; }
    .tile { grid-row: 1; width: 36px; height: 36px; }
    .tile .i { width: 20px; height: 20px; }
    .more, .side, .do { grid-column: 1 / -1; grid-row: auto; }
    .side { margin-top: 4px; justify-items: start; text-align: start; }
    .do .push { margin-inline-start: 0; }
  }
  @container (width < 480px) {
    .do > .b { flex: 1 1 100%; min-height: 44px; }
    .card > .head, .card > .in { padding: 12px; }
    .card > .head .row { margin-inline-start: 0; }
    .conditions li { grid-template-columns: minmax(0, 1fr); }
  }
`;

/** Notes and the error block. */
const messages = css`
  .note { display: flex; gap: 10px; padding: 10px 12px; border: 1px solid var(--edge); border-radius: var(--r2); background: var(--tint); font-size: var(--t2); line-height: 1.4; }
  .note.f-quiet { background: var(--surface); }
  .note > .i { width: 18px; height: 18px; margin-top: 1px; color: var(--ink); }
  .note > div { flex: 1; min-width: 0; }
  .note .row { margin-top: 8px; }
  .error { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 10px; padding: 12px; border: 1px solid var(--danger-edge); border-radius: var(--r2); background: var(--danger-tint); font-size: var(--t2); }
  .error > .i { width: 18px; height: 18px; margin-top: 1px; color: var(--danger-ink); }
  .error > :not(.i, .dismiss) { grid-column: 2; }
  .error:has(> .dismiss) { grid-template-columns: auto minmax(0, 1fr) auto; }
  .error > .dismiss { grid-area: 1 / 3 / span 2; }
  .dismiss { align-self: start; margin: -4px -6px -4px 0; }
  .error strong { font-size: var(--t3); }
  .error .row { margin-top: 8px; }
  details { font-size: var(--t1); color: var(--text-2); margin-top: 6px; }
  .do > details { flex-basis: 100%; }
  summary { display: inline-flex; align-items: center; gap: 6px; min-height: 24px; cursor: pointer; list-style: none; }
  summary::-webkit-details-marker { display: none; }
  summary::before { content: ''; width: 6px; height: 6px; margin-inline: 2px; border: solid currentColor; border-width: 0 1.5px 1.5px 0; rotate: -45deg; }
  details[open] summary::before { rotate: 45deg; translate: 0 -2px; }
  @media (pointer: coarse) { summary { min-height: 44px; } }
  @media (forced-colors: active) { .note > .i, .error > .i { color: CanvasText; } }
  pre { margin: 4px 0 0; padding: 8px 10px; border: 1px solid var(--line); border-radius: var(--r1); background: var(--surface); font: 12px/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
`;

/** Of the views that fill a tab, a page or a dialog. */
export const viewStyles = [tokens, base, buttons, chips, cards, messages];
/** Of the chip, which many rows of a list may show. */
export const chipStyles = [tokens, base, chips];
