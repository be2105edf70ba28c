import type { ScoreExport } from '../ports/score-exports.js';
import type { GivenRows, StoredFault } from '../ports/stored-state.js';
import { checkUsers } from './check-runs.js';
import { Faults } from './faults.js';

/** Exports in an unbroken order for each destination, and what destinations have been given against them. */
export function checkExports(exports: readonly ScoreExport[], given: readonly GivenRows[]): StoredFault[] {
  const faults = new Faults('exports');
  const known = new Map(exports.map((done) => [done.exportId, done]));
  faults.expectDifferent(
    exports.map(({ exportId }) => exportId),
    'exports',
  );
  const sequences = new Map<string, number>();
  const inOrder = [...exports].sort((a, b) => a.sequence - b.sequence);
  for (const { target, destination, sequence, exportId, rows } of inOrder) {
    const scope = `${target}, ${destination}`;
    const expected = (sequences.get(scope) ?? 0) + 1;
    faults.expect(
      sequence === expected,
      exportId,
      `It is number ${sequence} to ${destination}, where number ${expected} should be.`,
    );
    sequences.set(scope, sequence);
    faults.expect(rows >= 0, exportId, `It has ${rows} rows.`);
  }
  for (const group of given) {
    const { exportId, destination, target, rows } = group;
    checkUsers(group, exportId, faults);
    const done = known.get(exportId);
    const isOf = done?.destination === destination && done.target === target;
    faults.expect(isOf, exportId, `${rows} users of ${destination} are of an export that there was not.`);
    if (done === undefined) continue;
    // Of held-out users it is noted what they would have been given.
    const had = done.rows + (done.heldOut ?? 0);
    faults.expect(rows <= had, exportId, `${rows} users are of it; it had ${had}.`);
  }
  return faults.found;
}
