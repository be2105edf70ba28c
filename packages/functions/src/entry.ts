/** What functions-framework loads: registers every function under its name. */
import { http } from '@google-cloud/functions-framework';
import { silentProgress } from '@propensity/core';
import { createHandlers } from './http/create-handlers.js';
import { loadConfig } from './load-config.js';
import { openStack } from './open-stack.js';
import { parseOptions } from './parse-options.js';

const options = parseOptions(process.argv.slice(2), process.env);
const handlers = createHandlers(async () =>
  openStack(await loadConfig(options.configFile, process.cwd()), { progress: silentProgress, clock: Date.now }),
);
for (const [name, handler] of Object.entries(handlers)) http(name, handler);
