import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { http } from '@google-cloud/functions-framework';
import { loadConfig } from './config/load-config.js';
import { answerErrorsAsJson } from './http/answer-errors-as-json.js';
import { createHandlers } from './http/create-handlers.js';
import { logProgress, logToStderr } from './http/log.js';
import { parseOptions } from './parse-options.js';
import { openStack } from './stack/open-stack.js';

/** The module that functions-framework loads: `functions-framework --target=getProba --source=dist/entry.js`. */

const { config } = parseOptions(process.argv.slice(2), process.env);
const handlers = createHandlers(async () =>
  openStack(await loadConfig(config, process.cwd()), { progress: logProgress(logToStderr), clock: Date.now }),
);
for (const [name, handler] of Object.entries(handlers)) http(name, handler);

// The framework makes its server after it has loaded this module, so its server is met at the first request.
const met = new WeakSet<Server>();
subscribe('http.server.request.start', (message) => {
  const { server } = message as { readonly server: Server };
  if (met.has(server)) return;
  met.add(server);
  answerErrorsAsJson(server);
});
