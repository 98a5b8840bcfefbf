import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PluginError } from '../../api/plugin-error.js';
import type { DocumentPreparer, PreparedBody, Preview, PreviewOptions } from '../document-preparer.js';
import { PREPARATION_FILES, WORKER_FILE } from './preparation-files.js';
import type { PreparationAnswer, PreparationRequest } from './preparation-messages.js';

/** A thread is ended when it works longer, or when the process has grown by more. */
export interface PreparationBounds {
  readonly milliseconds: number;
  readonly bytes: number;
}
const BOUNDS: PreparationBounds = { milliseconds: 120_000, bytes: 1024 ** 3 };
const LOOK_EVERY = 50;

/** Prepares documents one after the other, each in a thread of its own: a file that hangs or breaks a library is a damaged file and no more. */
export class WorkerDocumentPreparer implements DocumentPreparer {
  private last: Promise<unknown> = Promise.resolve();

  /** @param folder where the worker and the parts of the renderer are */
  constructor(
    private readonly folder: string,
    private readonly bounds = BOUNDS,
  ) {}

  prepare(source: Uint8Array | string, limits: { readonly maxBytes: number }): Promise<PreparedBody> {
    return this.ask<PreparedBody>({ kind: 'prepare', source, limits });
  }

  preview(body: Pick<PreparedBody, 'mediaType' | 'bytes'>, options: PreviewOptions): Promise<Preview> {
    return this.ask<Preview>({ kind: 'preview', body: { mediaType: body.mediaType, bytes: body.bytes }, options });
  }

  /** What is copied to the thread is copied when its turn comes. */
  private ask<Result extends PreparedBody | Preview>(request: PreparationRequest): Promise<Result> {
    const answered = this.last.then(() => this.run(request));
    this.last = answered.catch(() => undefined);
    return answered.then((answer) => {
      if ('failed' in answer) throw new PluginError(answer.failed);
      return answer.result as Result;
    });
  }

  private async run(request: PreparationRequest): Promise<PreparationAnswer> {
    // A part of ours that is missing is not the file's fault.
    await Promise.all([WORKER_FILE, ...PREPARATION_FILES].map((name) => access(join(this.folder, name)))).catch((cause) => {
      throw new PluginError('plugin.unexpected', {}, { cause });
    });
    const worker = new Worker(join(this.folder, WORKER_FILE), {
      workerData: { folder: this.folder, request },
      resourceLimits: { maxOldGenerationSizeMb: 512 },
      // Nothing a library prints about a document goes anywhere.
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const watch = this.watch(worker);
    try {
      return await new Promise<PreparationAnswer>((resolve) => {
        worker.once('message', resolve);
        worker.once('error', () => resolve({ failed: 'document.corrupt' }));
        worker.once('exit', () => resolve({ failed: 'document.corrupt' }));
      });
    } finally {
      clearInterval(watch);
      await worker.terminate();
    }
  }

  /** The memory of WebAssembly and of buffers is bound by nothing else. */
  private watch(worker: Worker): NodeJS.Timeout {
    const startedAt = performance.now();
    const before = process.memoryUsage.rss();
    return setInterval(() => {
      const isOver = performance.now() - startedAt > this.bounds.milliseconds || process.memoryUsage.rss() - before > this.bounds.bytes;
      if (isOver) void worker.terminate();
    }, LOOK_EVERY);
  }
}
