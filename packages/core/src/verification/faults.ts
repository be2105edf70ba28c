import { PropensityError } from '../errors/propensity-error.js';
import type { StoredArea, StoredFault } from '../ports/stored-state.js';

/** Collects what is off in one area. */
export class Faults {
  readonly found: StoredFault[] = [];

  constructor(readonly area: StoredArea) {}

  /** Adds a fault unless `holds`. */
  expect(holds: boolean, row: string, message: string): void {
    if (!holds) this.found.push({ area: this.area, row, message });
  }

  /** Adds a fault for each value that occurs more than once. */
  expectDifferent(values: readonly string[], what: string): void {
    const seen = new Set<string>();
    for (const value of values) {
      this.expect(!seen.has(value), value, `There are two ${what} of this name.`);
      seen.add(value);
    }
  }
}

/** What `read` gives; null, and a fault, where it throws. */
export async function readOr<T>(faults: Faults, row: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    // Of somebody who may not read, or a service that does not answer, nothing follows about what is stored.
    if (PropensityError.is(error) && !SAYS_WHAT_IS_STORED.test(error.code)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    faults.expect(false, row, `Cannot be read: ${message}`);
    return null;
  }
}

/** Codes of errors that are about what a file holds, not about how it is reached. */
const SAYS_WHAT_IS_STORED = /^(artifact|preprocessor)_/;

/** Whether it is in [0, 1], or not known. */
export function isShare(value: number | null): boolean {
  return value === null || (value >= 0 && value <= 1);
}
