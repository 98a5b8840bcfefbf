/** The fonts of the papers. All of a text is embedded, so that it prints the same everywhere. */
export const FONT_FILES = ['Roboto-Regular.ttf', 'Roboto-Medium.ttf', 'DejaVuSansMono.ttf'] as const;
