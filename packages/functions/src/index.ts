export { CODE_VERSION } from './code-version.js';
export { createHandlers, type Handler, type Handlers } from './http/create-handlers.js';
export type { ErrorBody } from './http/reply.js';
export { type LoadedConfig, loadConfig } from './load-config.js';
export { openStack, type Stack } from './open-stack.js';
export { type EntryOptions, parseOptions } from './parse-options.js';
export { type RunningServer, type ServeOptions, serve } from './serve.js';
