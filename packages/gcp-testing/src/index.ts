export { loadDayTables } from './export/load-day-tables.js';
export { sharedExport } from './export/shared-export.js';
export {
  FAULT_KINDS,
  type FaultKind,
  type FaultPlan,
  type ProxiedRequest,
  type SeededFaultOptions,
  seededFaults,
} from './faults/fault.js';
export { type FaultProxy, startFaultProxy } from './faults/fault-proxy.js';
export {
  type GrpcFault,
  type GrpcFaultPlan,
  type GrpcFaultProxy,
  startGrpcFaultProxy,
} from './faults/grpc-fault-proxy.js';
export { takeForbiddenHosts } from './network/only-loopback.js';
export { runSources, type SourcesProcess } from './processes/run-sources.js';
export { copyScratch } from './scratch/copy-scratch.js';
export { createScratch, type Scratch, type ScratchOptions } from './scratch/scratch.js';
export { describeOnFirestore } from './servers/describe-on-firestore.js';
export { TEST_LOCATION, TEST_PROJECT, testClients } from './servers/test-clients.js';
export { describeOnServers, type NoTestServers, type TestServers } from './servers/test-servers.js';
export { differences } from './tables/differences.js';
export { gcpTables } from './tables/gcp-tables.js';
export { localTables } from './tables/local-tables.js';
export type { Row, StackTables } from './tables/stack-tables.js';
