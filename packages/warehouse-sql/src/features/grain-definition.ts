import type { Dialect } from '../dialect/dialect.js';
import type { EventColumn } from '../source/event-columns.js';
import type { Role, Roles } from '../source/roles.js';

/** How a row of a grain is made from the window's events. */
export interface GrainDefinition {
  /** Raised when the meaning of `sql` changes: the hashes of the grain's features then change. */
  readonly version: number;
  /** Columns of the events that determine its rows, for every feature. */
  readonly columns: readonly EventColumn[];
  /** The roles that `sql` depends on. */
  readonly roles: readonly Role[];
  /** A query over the common table expression `window_events`. */
  readonly sql: (dialect: Dialect, roles: Roles) => string;
}
