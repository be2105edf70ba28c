import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import type { StoredArea, StoredFault } from '../ports/stored-state.js';
import { checkEvaluations } from '../verification/check-evaluations.js';
import { checkExports } from '../verification/check-exports.js';
import { checkChanges, checkModels } from '../verification/check-models.js';
import { checkCurrent, checkHistory, checkRuns } from '../verification/check-runs.js';

export interface VerifyResult {
  readonly job: 'verify';
  /** Whether nothing is off. */
  readonly ok: boolean;
  /** What was looked at, and how many of it there are. */
  readonly checked: readonly { readonly area: StoredArea; readonly count: number }[];
  readonly faults: readonly StoredFault[];
}

/**
 * Checks everything that is stored, of every target, against everything else: rows against the records beside them, models against their
 * files, runs against the history, current predictions against both, evaluations against runs, exports in their order. Reads only.
 * @throws PropensityError `not_verifiable` where the stack keeps nothing
 */
export async function verify(ports: Ports, settings: JobSettings): Promise<VerifyResult> {
  const { stored, progress } = ports;
  if (stored === undefined) {
    throw new PropensityError('not_verifiable', 'This stack keeps nothing that could be verified.', { kind: 'usage' });
  }
  progress.step('Looking at each table');
  // First: whoever opens the tables may make a damaged copy again.
  const copies = (await stored.copyFaults?.()) ?? [];
  const tables = await stored.tableFaults();
  // What is off in a row may keep it from being read.
  const listed = async <T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> =>
    read().catch((error: unknown) => {
      if (tables.length > 0) return [];
      throw error;
    });
  progress.step('Checking the models against their files');
  const records = await listed(() => ports.registry.list());
  const changes = await listed(() => ports.registry.changes());
  const models = [...(await checkModels(ports, records)), ...checkChanges(changes, records)];
  progress.step('Checking the runs against the history');
  const runs = await listed(() => ports.predictions.runs());
  const [history, current] = [await stored.history(), await stored.current()];
  const forgotten = await stored.forgotten();
  const mayBePruned = (target: string) => target !== settings.targetEvent || settings.retentionDays !== undefined;
  const predictions = [
    ...checkRuns(runs, records),
    ...checkHistory(history, runs, { mayBePruned, forgotten }),
    ...checkCurrent(current, await stored.usersNotCurrent()),
  ];
  progress.step('Checking evaluations, exports and snapshots');
  const weeks = await listed(() => ports.evaluations.list());
  const given = await stored.given();
  const exports = await stored.exports();
  const faults = [
    ...tables,
    ...models,
    ...predictions,
    ...checkEvaluations(weeks, runs, forgotten),
    ...checkExports(exports, given),
    ...(await stored.snapshotFaults()),
    ...copies,
  ];
  const sumOf = (groups: readonly { readonly rows: number }[]) => groups.reduce((sum, { rows }) => sum + rows, 0);
  return {
    job: 'verify',
    ok: faults.length === 0,
    checked: [
      { area: 'models', count: records.length },
      { area: 'decisions', count: changes.length },
      { area: 'runs', count: runs.length },
      { area: 'predictions', count: sumOf(current) },
      { area: 'history', count: sumOf(history) },
      { area: 'evaluations', count: weeks.length },
      { area: 'exports', count: exports.length },
    ],
    faults,
  };
}
