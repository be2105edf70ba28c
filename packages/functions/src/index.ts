export { CODE_VERSION } from './code-version.js';
export { CONFIG_FILE_NAMES, type LoadedConfig, loadConfig } from './config/load-config.js';
export { createHandlers, type Handler, type HandlerOptions, type Handlers } from './http/create-handlers.js';
export { coreJobs, type Jobs } from './http/jobs.js';
export { type Log, logProgress, logToStderr } from './http/log.js';
export { type RunningServer, type ServeOptions, serve } from './http/serve.js';
export { type FunctionOptions, parseOptions } from './parse-options.js';
export { type OpenStackOptions, openStack } from './stack/open-stack.js';
export type { Stack } from './stack/stack.js';
