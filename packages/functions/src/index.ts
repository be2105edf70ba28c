export { CODE_VERSION } from './code-version.js';
export { CONFIG_FILE_NAMES, type LoadedConfig, loadConfig } from './config/load-config.js';
export { type Admission, type AdmissionOptions, admission, isLoopback } from './http/admission.js';
export { createHandlers, type HandlerOptions, type Handlers, type OpenHandlers } from './http/create-handlers.js';
export type { Handler } from './http/handler.js';
export { coreJobs, type Jobs } from './http/jobs.js';
export { type RunningServer, type ServeOptions, serve } from './http/serve.js';
export {
  type Log,
  logFailures,
  logToStderr,
  type Severity,
  type StructuredLogOptions,
  structuredLog,
} from './logging/log.js';
export { logProgress } from './logging/log-progress.js';
export { testNotice } from './notices/notice.js';
export type { NoticeChannel, NoticeReport, Notices } from './notices/notices.js';
export { type PublishReport, type ReportOptions, reportedJobs } from './notices/reported-jobs.js';
export { sendTest } from './notices/send-notice.js';
export { type FunctionOptions, parseOptions } from './parse-options.js';
export { type Secrets, secretsOf } from './secrets.js';
export { type DestinationEndpoint, destinationEndpoint } from './sending/destination-endpoint.js';
export { sendRequests, validateRequests } from './sending/send-requests.js';
export { SentRequests } from './sending/sent-requests.js';
export { exportsBelow } from './stack/exports-below.js';
export { type OpenStackOptions, openStack } from './stack/open-stack.js';
export type { Stack } from './stack/stack.js';
