// events
export type {
  Basket,
  EventDetail,
  PurchaseDetails,
  SimulatedEvent,
  SimulatedSession,
  TransactionId,
} from './events/simulated-event.js';
// export
export { EXPORT_SOURCES, type ExportSource } from './export/export-shapes.js';
export type { ExportCounts, ExportFormat, SimulationProgress } from './export/write-files.js';
export {
  type SimulatedExport,
  type SimulatedExportOptions,
  writeSimulatedExport,
} from './export/write-simulated-export.js';
// kinds
export { KIND_NAMES, type KindName } from './kinds/kind-names.js';
export { basketValue, CATALOGUE } from './kinds/shop/catalogue-items.js';
export type { CatalogueItem, SiteKind, SitePage } from './kinds/site-kind.js';
export type { DeviceOwnership } from './model/device-ownership.js';
// model
export type { Dynamics, Standing } from './model/dynamics.js';
export type { Device, Life, Person } from './model/person.js';
export { SHIFT_KINDS, type Shift, type ShiftKind, type Shifts } from './model/shifts.js';
export type { SimulationOptions } from './model/simulation-options.js';
export type { DeviceTrait, PlaceTrait, SourceTrait } from './model/traits.js';
export { aliveAfterDay, type KnownPast, trueProbability } from './model/true-probability.js';
export type { SnapshotTruth } from './model/truth-ledger.js';
// simulation
export { type SimulatedDay, type SiteSimulation, simulateEvents, simulateSite } from './simulate-site.js';
