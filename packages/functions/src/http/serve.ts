import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PropensityError } from '@propensity/core';
import { InFlight } from '../shutdown/in-flight.js';
import { answerStrayError } from '../shutdown/run-until-stopped.js';
import type { Handler } from './handler.js';
import { limitConnections } from './limit-connections.js';

/** The longest that a timer can take, 24 days: a job is waited for. */
const LONGEST_MS = 2 ** 31 - 1;

/** How often slow clients are looked for, in milliseconds. */
const CHECK_MS = 1000;

export interface ServeOptions {
  readonly handler: Handler;
  /** 0 takes any free port. */
  readonly port: number;
  /** Default: loopback only. */
  readonly host?: string;
}

export interface RunningServer {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  readonly server: Server;
  /** Takes no new connection, and resolves when every request has been answered and every connection closed. */
  stop(): Promise<void>;
}

/**
 * Serves a handler, as a deployed function is served: see `takeOverFramework`.
 * @throws PropensityError `cannot_listen` when the port is taken or may not be used.
 */
export async function serve({ handler, port, host = '127.0.0.1' }: ServeOptions): Promise<RunningServer> {
  // Who sends no Host gets an answer of ours.
  const server = createServer({ connectionsCheckingInterval: CHECK_MS, requireHostHeader: false }, handler);
  limitConnections(server);
  const inFlight = new InFlight(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(port, host, cause)));
    server.listen(port, host, resolve);
  });
  process.on('uncaughtException', answerOrThrow);
  server.once('close', () => process.removeListener('uncaughtException', answerOrThrow));
  const { port: actual, family } = server.address() as AddressInfo;
  const shown = family === 'IPv6' ? `[${host}]` : host;
  return {
    url: `http://${shown}:${actual}`,
    server,
    stop: () => inFlight.drain(LONGEST_MS, () => {}),
  };
}

function answerOrThrow(error: unknown): void {
  if (!answerStrayError(error)) throw error;
}

function cannotListen(port: number, host: string, cause: Error): PropensityError {
  const taken = 'code' in cause && cause.code === 'EADDRINUSE';
  const message = taken
    ? `Port ${port} of ${host} is taken.`
    : `Cannot listen on port ${port} of ${host}: ${cause.message}`;
  return new PropensityError('cannot_listen', message, { kind: 'usage', hint: 'Choose another with --port.', cause });
}
