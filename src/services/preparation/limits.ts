/** A page whose pictures would be larger is refused, or made with fewer points per inch: what is decoded takes four bytes per point. */
export const MOST_PIXELS = 64_000_000;
/** The same for pages that we draw ourselves. */
export const MOST_RENDERED_PIXELS = 16_000_000;
/** Drawn pages beyond it would neither fit in what may be sent nor in the time a user waits. */
export const MOST_RENDERED_PAGES = 60;
/** Points per inch of a drawn page. */
export const RENDERING_DPI = 200;
/** What one compressed part of a PDF may hold. */
export const MOST_STREAM_BYTES = 64 * 1024 * 1024;
