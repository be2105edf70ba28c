import { http } from '@google-cloud/functions-framework';
import { type LoadedConfig, loadConfig } from './config/load-config.js';
import { createHandlers } from './http/create-handlers.js';
import { structuredLog } from './logging/log.js';
import { logProgress } from './logging/log-progress.js';
import { parseOptions } from './parse-options.js';
import { takeOverFramework } from './shutdown/take-over-framework.js';
import { openStack } from './stack/open-stack.js';

/** The module that functions-framework loads: `functions-framework --target=getProba --source=dist/entry.js`. */

const options = parseOptions(process.argv.slice(2), process.env);
let loaded: LoadedConfig | undefined;
const log = structuredLog({
  write: (line) => process.stderr.write(line),
  project: () => loaded?.config.gcp?.project ?? options.project,
});

const {
  prepare: _,
  close,
  ...functions
} = createHandlers(
  async () => {
    loaded ??= await loadConfig(options.config, process.cwd());
    return openStack(loaded, { progress: logProgress(log), clock: Date.now, secrets: options.secrets });
  },
  { log },
);
for (const [name, handler] of Object.entries(functions)) http(name, handler);

const handler = Object.entries(functions).find(([name]) => name === options.target)?.[1];
takeOverFramework({ handler, log, close });
