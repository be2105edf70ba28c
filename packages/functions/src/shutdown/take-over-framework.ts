import { subscribe } from 'node:diagnostics_channel';
import { Server } from 'node:http';
import { answerErrorsAsJson } from '../http/answer-errors-as-json.js';
import { processListeners } from './process-listeners.js';
import { type RunOptions, runUntilStopped } from './run-until-stopped.js';

/**
 * Does for functions-framework what it does not do itself: answers in JSON where it fails before a function is called,
 * and ends the process well. To be called while the framework loads the functions: it makes its server after that, and
 * listens for signals once the server listens.
 */
export function takeOverFramework(options: RunOptions): void {
  const removeLaterListeners = processListeners();
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = message as { readonly server: unknown };
    if (!(server instanceof Server)) return;
    server.once('listening', () => {
      removeLaterListeners();
      answerErrorsAsJson(server);
      runUntilStopped(server, options);
    });
  });
}
