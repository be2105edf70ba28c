/** How many rows one day of the export has in one quarter of an hour. Zones are whole quarters apart from UTC. */
export interface ZoneEvidence {
  /** The date in the rows, YYYY-MM-DD: their day on the property's clock, as the export says. */
  readonly date: string;
  /** Quarters of an hour since the epoch, UTC. */
  readonly quarter: number;
  readonly rows: number;
}

/** Microseconds of a quarter of an hour. */
export const QUARTER_MICROS = 900_000_000;
