import { dataManager } from './data-manager.js';
import type { DestinationFormat } from './destination-format.js';
import { ga4DataImport } from './ga4-data-import.js';
import { measurementProtocol } from './measurement-protocol.js';

/** What scores can be written as for destinations of Google, by name. Only users who have consented to ads are in them. */
export const DESTINATION_FORMATS: readonly DestinationFormat[] = [ga4DataImport, measurementProtocol, dataManager];
