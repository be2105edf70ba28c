import type { IncomingHttpHeaders } from 'node:http';

/** The trace that a request belongs to. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const W3C = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
const GOOGLE = /^([0-9a-f]{32})\/(\d{1,20})(?:;o=([01]))?$/i;

/**
 * Reads `traceparent`, or else `X-Cloud-Trace-Context`; null when there is none that can be read.
 * @see https://www.w3.org/TR/trace-context/
 */
export function traceContextOf(headers: IncomingHttpHeaders): TraceContext | null {
  const w3c = W3C.exec(text(headers.traceparent));
  if (w3c !== null) return { id: w3c[1]!, spanId: w3c[2]!, sampled: (Number.parseInt(w3c[3]!, 16) & 1) === 1 };
  const google = GOOGLE.exec(text(headers['x-cloud-trace-context']));
  if (google === null) return null;
  const spanId = BigInt(google[2]!).toString(16).padStart(16, '0').slice(-16);
  return { id: google[1]!.toLowerCase(), spanId, sampled: google[3] === '1' };
}

function text(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
