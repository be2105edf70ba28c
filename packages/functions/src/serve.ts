import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { PropensityError } from '@propensity/core';
import { createHandlers } from './http/create-handlers.js';
import { sendError, sendFailure } from './http/reply.js';
import type { Stack } from './open-stack.js';

export interface ServeOptions {
  readonly open: () => Promise<Stack>;
  /** 0 takes a free port. */
  readonly port: number;
  /** Default 127.0.0.1: nobody else can reach it. */
  readonly host?: string;
}

export interface RunningServer {
  readonly url: string;
  /** Answers what is being asked, then stops. */
  close(): Promise<void>;
}

type ErrorMiddleware = (error: unknown, request: unknown, response: never, next: unknown) => void;

/**
 * Serves all four functions with functions-framework's own request handling.
 * @throws PropensityError `port_taken`
 */
export async function serve({ open, port, host = '127.0.0.1' }: ServeOptions): Promise<RunningServer> {
  http('propensity', createHandlers(open).propensity);
  const server = getTestServer('propensity');
  answerParserErrors(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const hint = 'Choose another with --port, or 0 for any that is free.';
      reject(new PropensityError('port_taken', `Port ${port} cannot be used.`, { kind: 'usage', hint, cause }));
    });
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A body that cannot be parsed never reaches a handler; without this, the framework would answer it with a stack trace. */
function answerParserErrors(server: Server): void {
  const application = server.listeners('request')[0] as unknown as { use(middleware: ErrorMiddleware): void };
  application.use((error, _request, response, _next) => {
    const status = (error as { status?: unknown } | null)?.status;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      sendError(response, status, 'bad_request', 'The request body cannot be read.', 'Send a JSON object.');
    } else sendFailure(response, error);
  });
}
