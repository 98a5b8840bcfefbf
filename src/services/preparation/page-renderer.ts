import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { PluginError } from '../../api/plugin-error.js';
import type { Bitmap } from './bitmap.js';
import { RENDERER_FILE } from './preparation-files.js';

const WRONG_PASSWORD = 4;
const BGRA = 4;
/** With what was put on the page later, and the colours in the order of `Bitmap`. */
const WITH_ANNOTATIONS = 0x01;
const REVERSED_BYTES = 0x10;

/** A page as it is shown, turned as it asks for. Points of 1/72 inch. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** Draws the pages of one PDF with PDFium. No script of a document runs: the build has no engine for them. */
export class PageRenderer {
  private constructor(
    private readonly pdfium: WrappedPdfiumModule,
    private readonly memory: number,
    private readonly document: number,
    private readonly form: { readonly info: number; readonly handle: number },
  ) {}

  /** @throws PluginError `document.pdfEncrypted`, `document.corrupt` */
  static async open(folder: string, bytes: Uint8Array): Promise<PageRenderer> {
    const pdfium = await library(folder);
    const memory = pdfium.pdfium.wasmExports.malloc(bytes.length);
    heapOf(pdfium).set(bytes, memory);
    const document = pdfium.FPDF_LoadMemDocument(memory, bytes.length, '');
    if (!document) throw new PluginError(pdfium.FPDF_GetLastError() === WRONG_PASSWORD ? 'document.pdfEncrypted' : 'document.corrupt');
    // An empty password opens it here, and is still one.
    if (pdfium.FPDF_GetSecurityHandlerRevision(document) !== -1) throw new PluginError('document.pdfEncrypted');
    const info = pdfium.PDFiumExt_OpenFormFillInfo();
    const handle = pdfium.PDFiumExt_InitFormFillEnvironment(document, info);
    pdfium.FPDF_SetFormFieldHighlightAlpha(handle, 0);
    return new PageRenderer(pdfium, memory, document, { info, handle });
  }

  get pages(): number {
    return this.pdfium.FPDF_GetPageCount(this.document);
  }

  /** Whether a reader finds every part where the file says it is. */
  get isSound(): boolean {
    return this.pdfium.FPDF_DocumentHasValidCrossReferenceTable(this.document);
  }

  /** @throws PluginError `document.corrupt` */
  sizeOf(index: number): PageSize {
    return this.onPage(index, (page) => ({ width: this.pdfium.FPDF_GetPageWidthF(page), height: this.pdfium.FPDF_GetPageHeightF(page) }));
  }

  /** One page on white paper. `width` and `height` in pixels. @throws PluginError `document.corrupt` */
  draw(index: number, width: number, height: number): Bitmap {
    const { pdfium } = this;
    return this.onPage(index, (page) => {
      const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, BGRA, 0, 0);
      if (!bitmap) throw new PluginError('document.corrupt');
      try {
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, WITH_ANNOTATIONS | REVERSED_BYTES);
        pdfium.FPDF_FFLDraw(this.form.handle, bitmap, page, 0, 0, width, height, 0, WITH_ANNOTATIONS | REVERSED_BYTES);
        const start = pdfium.FPDFBitmap_GetBuffer(bitmap);
        // Four bytes per point leave no gap between rows.
        return { width, height, rgba: heapOf(pdfium).slice(start, start + width * height * 4) };
      } finally {
        pdfium.FPDFBitmap_Destroy(bitmap);
      }
    });
  }

  /** Whether the first thing on a page is a picture that can be decoded. */
  canDecodePicture(index: number): boolean {
    const { pdfium } = this;
    return this.onPage(index, (page) => {
      const picture = pdfium.FPDFPage_GetObject(page, 0);
      const bitmap = picture && pdfium.FPDFImageObj_GetBitmap(picture);
      if (bitmap) pdfium.FPDFBitmap_Destroy(bitmap);
      return Boolean(bitmap);
    });
  }

  close(): void {
    this.pdfium.PDFiumExt_ExitFormFillEnvironment(this.form.handle);
    this.pdfium.PDFiumExt_CloseFormFillInfo(this.form.info);
    this.pdfium.FPDF_CloseDocument(this.document);
    this.pdfium.pdfium.wasmExports.free(this.memory);
  }

  private onPage<T>(index: number, look: (page: number) => T): T {
    const { pdfium, document, form } = this;
    const page = pdfium.FPDF_LoadPage(document, index);
    if (!page) throw new PluginError('document.corrupt');
    pdfium.FORM_OnAfterLoadPage(page, form.handle);
    try {
      return look(page);
    } finally {
      pdfium.FORM_OnBeforeClosePage(page, form.handle);
      pdfium.FPDF_ClosePage(page);
    }
  }
}

const libraries = new Map<string, Promise<WrappedPdfiumModule>>();

function library(folder: string): Promise<WrappedPdfiumModule> {
  const opened = libraries.get(folder) ?? open(folder);
  libraries.set(folder, opened);
  return opened;
}

async function open(folder: string): Promise<WrappedPdfiumModule> {
  const file = await readFile(join(folder, RENDERER_FILE));
  // What it would print may name the content of a document.
  const pdfium = await init({ wasmBinary: new Uint8Array(file).buffer, print: () => undefined, printErr: () => undefined });
  pdfium.PDFiumExt_Init();
  return pdfium;
}

/** Asked for anew each time: the memory moves when it grows. */
const heapOf = ({ pdfium }: WrappedPdfiumModule): Uint8Array => (pdfium as unknown as { readonly HEAPU8: Uint8Array }).HEAPU8;
