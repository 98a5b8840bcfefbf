/** The thread that prepares documents, as it is built. */
export const WORKER_FILE = 'preparation-worker.js';
/** What lies beside it: the renderer, the encoder and the colours of a screen, from the packages that have them. */
export const RENDERER_FILE = 'pdfium.wasm';
export const ENCODER_FILE = 'mozjpeg_enc.wasm';
export const COLOUR_PROFILE_FILE = 'sRGB_IEC61966_2_1.icc';
export const PREPARATION_FILES = [RENDERER_FILE, ENCODER_FILE, COLOUR_PROFILE_FILE] as const;
