import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as the functions take it: Node's, or that of functions-framework, which is one with more. */
export interface HttpRequest extends IncomingMessage {
  /** The address as it was asked for, where `url` has been changed on the way. */
  readonly originalUrl?: string;
  /** The body, once it has been read whole. */
  rawBody?: Buffer | undefined;
}

export type HttpResponse = ServerResponse;
