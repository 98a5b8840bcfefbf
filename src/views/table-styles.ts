import { css } from 'lit';

/** Tables that fold into lists where their place is narrow. Folded by style alone they would be no tables to a screen reader: their markup has the roles. */
export const tableStyles = css`
  table { width: 100%; border-collapse: collapse; font-size: var(--t2); line-height: 1.4; }
  caption, thead .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  th, td { padding: 9px 12px; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; overflow-wrap: anywhere; }
  thead th { padding-block: 8px; color: var(--text-2); font-size: var(--t1); font-weight: 600; }
  tbody th { font-weight: 600; }
  tbody:last-child tr:last-child > * { border-bottom: 0; }
  .grp > th { padding: 5px 12px; background: var(--sunken); color: var(--text-2); font-size: var(--t1); }
  .sub { display: block; font-size: var(--t1); font-weight: 400; color: var(--text-2); }
  .acts { display: flex; align-items: center; justify-content: flex-end; gap: 4px; overflow-wrap: normal; }
  .acts .b { white-space: nowrap; }
  .bar { display: block; width: 100%; max-width: 220px; height: 6px; margin: 6px 0 3px; border: 0; border-radius: 3px; overflow: hidden; background: var(--quiet-edge); appearance: none; }
  .bar::-webkit-progress-bar { background: var(--quiet-edge); }
  .bar::-webkit-progress-value { background: var(--accent); }
  .bar::-moz-progress-bar { background: var(--accent); }
  .empty { display: grid; justify-items: center; gap: 4px; padding: 24px 16px; text-align: center; font-size: var(--t2); color: var(--text-2); }
  .empty > .i { width: 32px; height: 32px; stroke-width: 1.5; }
  @media (forced-colors: active) { .bar { border: 1px solid CanvasText; } .bar::-webkit-progress-value { background: Highlight; } }
  @container (width < 900px) {
    table, tbody, tr { display: block; }
    thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    tr { padding: 8px 12px; border-bottom: 1px solid var(--line); }
    tbody:last-child tr:last-child { border-bottom: 0; }
    tr.grp { padding: 0; }
    th, td { display: block; padding: 2px 0; border: 0; }
    .grp > th { padding: 5px 12px; }
    td[data-head]::before { content: attr(data-head); margin-inline-end: 6px; color: var(--text-2); font-size: var(--t1); }
    .acts { justify-content: flex-start; flex-wrap: wrap; margin-top: 4px; }
    .acts .b { white-space: normal; }
    td:empty { display: none; }
  }
`;
