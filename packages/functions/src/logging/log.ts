import { currentRequest } from './request-context.js';

export type Severity = 'INFO' | 'WARNING' | 'ERROR';

/** Writes one entry. At INFO an entry never holds a user id. */
export type Log = (severity: Severity, message: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface StructuredLogOptions {
  /** Takes one line with its line break. */
  readonly write: (line: string) => void;
  /** Google Cloud project that traces belong to, once it is known. */
  readonly project?: () => string | undefined;
}

/**
 * A log of one JSON line per entry, in the shape that Cloud Logging reads: severity, message, the fields, and of the
 * request that is being answered its trace and its labels.
 * @see https://cloud.google.com/logging/docs/structured-logging
 */
export function structuredLog({ write, project = () => undefined }: StructuredLogOptions): Log {
  return (severity, message, fields = {}) => {
    const { trace, labels } = currentRequest() ?? {};
    const projectId = project();
    const entry = {
      severity,
      message,
      ...(trace && {
        'logging.googleapis.com/trace': projectId === undefined ? trace.id : `projects/${projectId}/traces/${trace.id}`,
        'logging.googleapis.com/spanId': trace.spanId,
        'logging.googleapis.com/trace_sampled': trace.sampled,
      }),
      ...(labels && { 'logging.googleapis.com/labels': labels }),
      ...fields,
    };
    write(`${JSON.stringify(entry)}\n`);
  };
}

/** Logs to stderr, without a project. */
export const logToStderr: Log = structuredLog({ write: (line) => process.stderr.write(line) });

/** Logs to stderr what failed, for people who do not want to see every request. */
export const logFailures: Log = (severity, message, fields) => {
  if (severity === 'ERROR') logToStderr(severity, message, fields);
};
