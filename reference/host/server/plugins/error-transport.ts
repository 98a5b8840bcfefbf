import { randomBytes } from 'node:crypto';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, type ErrorDto, PluginError } from '../../../../src/api/plugin-error.js';

const Detail = z.object({
  layer: z.enum(['http', 'tls', 'soap', 'hl7', 'xds', 'dmp', 'card']),
  code: z.string().max(200),
  text: z.string().max(2000).optional(),
  transaction: z.string().max(20).optional(),
});
const Dto = z.object({
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  reference: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  detail: Detail.optional(),
});

/** Links what the screen says to a line of the log. */
export const newReference = (): string => randomBytes(4).toString('hex');

/** What crosses a process border for `error`. The plugin carries its own copy of `PluginError`, so it is known by its shape. */
export function dtoOf(error: unknown): ErrorDto | undefined {
  if (!(error instanceof Error) || error.name !== 'PluginError') return undefined;
  const { code, about } = error as Partial<PluginError>;
  return parsed({ ...about, code });
}

/** A refusal as JSON-RPC carries it. `sentence`: for the user, when the code alone says too little. */
export const toResponseError = <T extends ErrorDto>(dto: T, sentence: string = dto.code): ResponseError<T> =>
  new ResponseError(ErrorCodes.UnknownErrorCode, sentence, dto);

/** The refusal the other side sent, if it was one. */
export function fromResponseError(error: unknown): PluginError | undefined {
  const dto = error instanceof ResponseError ? parsed(error.data) : undefined;
  return dto && PluginError.fromDto(dto);
}

function parsed(value: unknown): ErrorDto | undefined {
  const { data } = Dto.safeParse(value);
  return data as ErrorDto | undefined;
}
