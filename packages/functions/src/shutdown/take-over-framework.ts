import { subscribe } from 'node:diagnostics_channel';
import { Server } from 'node:http';
import type { Handler } from '../http/handler.js';
import { limitConnections } from '../http/limit-connections.js';
import { processListeners } from './process-listeners.js';
import { type RunOptions, runUntilStopped } from './run-until-stopped.js';

export interface TakeOverOptions extends RunOptions {
  /** The function that was asked for; undefined where there is none of that name, which the framework reports. */
  readonly handler: Handler | undefined;
}

/**
 * Leaves to functions-framework the loading of the function and the port that it listens on, and answers requests and ends the
 * process itself: the framework would read a body of a gigabyte before anybody could refuse it, answer HTML where that fails,
 * wait for slow clients for ever, and take longer over each request than a lookup does. To be called while the framework loads
 * the functions: it makes its server after that, and listens for signals once the server listens.
 */
export function takeOverFramework({ handler, ...options }: TakeOverOptions): void {
  const removeLaterListeners = processListeners();
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = message as { readonly server: unknown };
    if (!(server instanceof Server)) return;
    server.once('listening', () => {
      removeLaterListeners();
      limitConnections(server);
      if (handler !== undefined) server.removeAllListeners('request').on('request', handler);
      runUntilStopped(server, options);
    });
  });
}
