/** What kind of failure an error is; entry points turn it into an exit code or an HTTP status. */
export type ErrorKind =
  /** Wrong usage or configuration: exit code 2, HTTP 400. */
  | 'usage'
  /** Refused by a check (data, gate, quality): exit code 3, HTTP 422. */
  | 'refused'
  /** The job failed: exit code 1, HTTP 500. */
  | 'failed'
  /** The same run is in progress, or the warehouse is held by another process: exit code 1, HTTP 409. */
  | 'conflict';

export interface ErrorOptions {
  readonly kind?: ErrorKind;
  /** What to do next, in one sentence. */
  readonly hint?: string;
  /** Typed facts for programs: days, counts, names. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class of the project: a stable `code` for programs, a message for people, a hint at what to do next.
 * Messages never contain credentials or SQL, so they may be shown to whoever ran the command.
 *
 * @example
 * import { PropensityError, rocAucScore } from '@propensity/core';
 *
 * const codeOf = (error: unknown) => (PropensityError.is(error) ? error.code : 'unknown');
 * try {
 *   rocAucScore([0, 1], [0.5]);
 * } catch (error) {
 *   codeOf(error); // → 'shape_mismatch'
 * }
 */
export class PropensityError extends Error {
  override readonly name = 'PropensityError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = options.kind ?? 'failed';
    this.hint = options.hint ?? '';
    this.details = options.details ?? {};
  }

  /** Recognises errors of another copy of this package too (two versions, ESM beside CJS). */
  static is(error: unknown): error is PropensityError {
    return error instanceof Error && error.name === 'PropensityError' && 'code' in error && 'kind' in error;
  }
}
