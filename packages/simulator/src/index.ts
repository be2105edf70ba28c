// events
export type {
  EventName,
  Page,
  PurchaseDetails,
  SimulatedEvent,
  SimulatedSession,
  TransactionId,
} from './events/simulated-event.js';
export type { ExportFormat, SimulationProgress } from './export/write-files.js';
// export
export {
  type SimulatedExport,
  type SimulatedExportOptions,
  writeSimulatedExport,
} from './export/write-simulated-export.js';
// model
export { type Basket, basketValue, CATALOGUE, type CatalogueItem } from './model/catalogue-items.js';
export type { Shopper } from './model/shopper.js';
export type { SimulationOptions } from './model/simulation-options.js';
export type { DeviceTrait, PlaceTrait, SourceTrait } from './model/trait-catalogue.js';
export { aliveAfterDay, trueProbability } from './model/true-probability.js';
export type { SnapshotTruth } from './model/truth-ledger.js';
// simulation
export { type ShopSimulation, type SimulatedDay, simulateEvents, simulateShop } from './simulate-shop.js';
