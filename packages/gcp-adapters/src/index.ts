export { type GcpStack, type GcpStackOptions, openGcpStack } from './open-gcp-stack.js';
