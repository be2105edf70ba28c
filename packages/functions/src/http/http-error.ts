import { PropensityError } from '@propensity/core';

/** A refusal that belongs to HTTP alone and has a status of its own, whatever its kind. */
export class HttpError extends PropensityError {
  constructor(
    readonly status: number,
    code: string,
    message: string,
    options: {
      readonly hint: string;
      readonly cause?: unknown;
      /** Headers of the answer. */
      readonly headers?: Readonly<Record<string, string>>;
    },
  ) {
    super(code, message, { kind: 'usage', hint: options.hint, cause: options.cause });
    this.headers = options.headers ?? {};
  }

  readonly headers: Readonly<Record<string, string>>;
}
