import { sampleIndices } from '../model-selection/sample-indices.js';
import { PreparedRows } from '../models/prepared-rows.js';
import { gather } from '../table/table.js';
import type { JointRows } from './joint-fit.js';

/**
 * The rows that bins, penalties and pairs are learnt from, ascending; null for all. A sample has as many positives in a thousand as all
 * rows have, and at least one of each class.
 */
export function learntRows(labels: Float64Array, most: number, seed: number): Uint32Array | null {
  if (labels.length <= most) return null;
  const byLabel = [0, 1].map((label) => Uint32Array.from(labels.keys()).filter((row) => labels[row] === label));
  const sample = byLabel.flatMap((rows) => {
    const size = Math.max(1, Math.round((rows.length / labels.length) * most));
    return Array.from(sampleIndices(rows.length, size, seed), (index) => rows[index]!);
  });
  return Uint32Array.from(sample).sort();
}

/**
 * Some of the prepared rows.
 * @param chosen their positions
 * @param shared whether their design is put where other threads can read it
 */
export function chosenPrepared(
  { features, rows, preprocessing }: PreparedRows,
  chosen: Uint32Array,
  shared: boolean,
): PreparedRows {
  const indices = rows === undefined ? chosen : chosen.map((row) => rows[row]!);
  return new PreparedRows(features, indices, preprocessing, { shared });
}

/** Some of the rows of a fit. @param design that of the chosen rows */
export function chosenRows(
  { y, weight, codes }: JointRows,
  chosen: Uint32Array,
  design: JointRows['design'],
): JointRows {
  return {
    design,
    y: gather(y, chosen),
    weight: weight && gather(weight, chosen),
    codes: codes.map((each) => {
      const own = new Uint8Array(chosen.length);
      for (let i = 0; i < own.length; i++) own[i] = each[chosen[i]!]!;
      return own;
    }),
  };
}
