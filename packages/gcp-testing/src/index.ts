export { loadDayTables } from './export/load-day-tables.js';
export {
  FAULT_KINDS,
  type FaultKind,
  type FaultPlan,
  type ProxiedRequest,
  type SeededFaultOptions,
  seededFaults,
} from './faults/fault.js';
export { type FaultProxy, startFaultProxy } from './faults/fault-proxy.js';
export { takeForbiddenHosts } from './network/only-loopback.js';
export {
  createScratch,
  type Scratch,
  type ScratchOptions,
  TEST_LOCATION,
  TEST_PROJECT,
  testClients,
} from './scratch/scratch.js';
export { describeOnServers, type NoTestServers, type TestServers } from './servers/test-servers.js';
