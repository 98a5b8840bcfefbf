import { ERROR_CODES, type ErrorDto } from '../api/plugin-error.js';

/** A refusal comes as the `data` of a rejection; anything else is a fault of ours. */
export function errorOf(rejection: unknown): ErrorDto {
  const data = (rejection as { readonly data?: Partial<ErrorDto> } | null)?.data;
  return data?.code && data.code in ERROR_CODES ? (data as ErrorDto) : { code: 'plugin.unexpected' };
}
