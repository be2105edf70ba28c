import { subscribe } from 'node:diagnostics_channel';
import { type RequestListener, Server } from 'node:http';
import { answerError } from '../http/answer.js';
import { answerErrorsAsJson } from '../http/answer-errors-as-json.js';
import type { Endpoint } from '../http/handler.js';
import { HttpError } from '../http/http-error.js';
import { limitConnections } from '../http/limit-connections.js';
import { processListeners } from './process-listeners.js';
import { type RunOptions, runUntilStopped } from './run-until-stopped.js';

export interface TakeOverOptions extends RunOptions {
  /** The function that the framework calls; undefined where it does not know the one that it was asked for. */
  readonly endpoint: Endpoint | undefined;
}

/** The framework answers these itself, and not in JSON. */
const IGNORED_PATHS = /^\/(favicon\.ico|robots\.txt)(\?|$)/;

/**
 * Does for functions-framework what it does not do itself: refuses what is wrong with a request before it reads it, of which
 * it would take a gigabyte into memory; answers in JSON where it fails before a function is called; waits for slow clients for
 * so long only; and ends the process well. To be called while the framework loads the functions: it makes its server after
 * that, and listens for signals once the server listens.
 */
export function takeOverFramework({ endpoint, ...options }: TakeOverOptions): void {
  const removeLaterListeners = processListeners();
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = message as { readonly server: unknown };
    if (!(server instanceof Server)) return;
    server.once('listening', () => {
      removeLaterListeners();
      answerErrorsAsJson(server);
      limitConnections(server);
      if (endpoint !== undefined) putBefore(server, endpoint);
      runUntilStopped(server, options);
    });
  });
}

/** Has the first step of an endpoint taken before the framework sees a request. */
function putBefore(server: Server, endpoint: Endpoint): void {
  const framework = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', async (request, response) => {
    const admitted = endpoint.admits(request, response);
    if (admitted === false || !(await admitted)) return;
    if (IGNORED_PATHS.test(request.url ?? '')) {
      answerError(
        response,
        new HttpError(404, 'unknown_path', 'There is nothing at this path.', { hint: 'Ask for /.' }),
      );
      return;
    }
    for (const listener of framework) listener.call(server, request, response);
  });
}
