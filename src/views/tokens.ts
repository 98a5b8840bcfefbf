import { css, unsafeCSS } from 'lit';

/** Light and dark value of every colour role. Families have an `ink` (text, icon), a `tint` (ground) and an `edge` (line of the tint). */
export const COLOURS = {
  canvas: ['#eef2f5', '#0f161c'],
  surface: ['#ffffff', '#18212a'],
  sunken: ['#f5f8fa', '#131b22'],
  raised: ['#ffffff', '#212c37'],
  hover: ['#edf3f7', '#22303c'],
  selected: ['#e2eff6', '#173346'],
  line: ['#dbe3e9', '#2c3945'],
  'line-2': ['#b8c5d0', '#475766'],
  'line-strong': ['#77889a', '#778a9b'],
  text: ['#15222d', '#e6edf3'],
  'text-2': ['#465867', '#aebcc9'],
  'text-3': ['#586a79', '#93a4b3'],
  accent: ['#0b5a82', '#74c0ea'],
  'accent-hover': ['#084766', '#97d1f2'],
  'on-accent': ['#ffffff', '#06202f'],
  focus: ['#0b6fb0', '#8fd0f5'],
  'ok-ink': ['#12613a', '#79d6a2'],
  'ok-tint': ['#e5f4eb', '#14301f'],
  'ok-edge': ['#a9d6bd', '#2a5a3e'],
  'warn-ink': ['#774700', '#f0bf6a'],
  'warn-tint': ['#fdf2dc', '#35270d'],
  'warn-edge': ['#e8cb8f', '#664c1d'],
  'danger-ink': ['#a1231d', '#ff9d94'],
  'danger-tint': ['#fdedeb', '#3a1916'],
  'danger-edge': ['#ecb5b0', '#71332d'],
  'quiet-ink': ['#425261', '#b3c0cc'],
  'quiet-tint': ['#edf1f4', '#232e39'],
  'quiet-edge': ['#c4ced7', '#3e4c59'],
  'stop-ink': ['#78304a', '#e6a5ba'],
  'stop-tint': ['#f8edf1', '#34202a'],
  'stop-edge': ['#dfb9c7', '#653d4d'],
  'id-ink': ['#583a97', '#c3adf5'],
  'id-tint': ['#f1ecfa', '#2a2143'],
  'id-edge': ['#cdbdea', '#4f417a'],
  'info-ink': ['#124f86', '#8fc3f3'],
  'info-tint': ['#e7f1fa', '#142c42'],
  'info-edge': ['#b1d0eb', '#2b5072'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

/** Status families: what is going well, needs an act, is stopped, is a matter of identity… */
export const FAMILIES = ['ok', 'warn', 'danger', 'quiet', 'stop', 'id', 'info'] as const;
export type Family = (typeof FAMILIES)[number];

const OTHERS = {
  scrim: 'light-dark(rgb(19 33 44 / .42), rgb(3 7 10 / .62))',
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  mono: 'ui-monospace, "Cascadia Mono", Consolas, "SF Mono", Menlo, "DejaVu Sans Mono", monospace',
  t1: '.75rem',
  t2: '.8125rem',
  t3: '.875rem',
  t4: '1rem',
  t5: '1.25rem',
  r1: '4px',
  r2: '6px',
  r3: '10px',
  e1: '0 1px 2px light-dark(rgb(20 40 55 / .07), rgb(0 0 0 / .4))',
  e3: '0 20px 56px light-dark(rgb(15 30 45 / .28), rgb(0 0 0 / .65)), 0 2px 6px light-dark(rgb(15 30 45 / .12), rgb(0 0 0 / .4))',
};

const roles = [...Object.entries(COLOURS).map(([name, [light, dark]]) => [name, `light-dark(${light}, ${dark})`] as const), ...Object.entries(OTHERS)];
const families = FAMILIES.map((family) => `.f-${family} { --ink: var(--${family}-ink); --tint: var(--${family}-tint); --edge: var(--${family}-edge); }`);

/**
 * The roles, as `--<name>` inside a view: the host's `--dmp-<name>` where it sets one anywhere above, else our own value. Two names,
 * because a property cannot fall back on itself. Which of light and dark: the `color-scheme` the view inherits.
 */
export const tokens = css`
  :host { ${unsafeCSS(roles.map(([name, value]) => `--${name}: var(--dmp-${name}, ${value});`).join(' '))} --control: var(--dmp-control, 2rem); --quick: 120ms; }
  ${unsafeCSS(families.join('\n'))}
  @media (pointer: coarse) { :host { --control: 2.75rem; } }
  @media (prefers-reduced-motion: reduce) { :host { --quick: 0ms; } }
`;
