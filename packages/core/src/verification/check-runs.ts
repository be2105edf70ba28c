import type { ModelRecord } from '../ports/model-registry.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import type { CurrentRows, HistoryRows, StoredFault, UserRows, UsersNotCurrent } from '../ports/stored-state.js';
import { firstHonestSnapshot } from '../registry/choose-model.js';
import type { CalendarDay } from '../windows/calendar-day.js';
import { Faults } from './faults.js';

/** Each published run against the model that it names, and its counts against each other. */
export function checkRuns(runs: readonly PublishedRun[], records: readonly ModelRecord[]): StoredFault[] {
  const faults = new Faults('runs');
  const models = new Map(records.map((record) => [record.model, record]));
  faults.expectDifferent(
    runs.map(({ runId }) => runId),
    'runs',
  );
  for (const { runId, model, target, sha256, horizonDays, snapshot, inSample, result } of runs) {
    const { scored, overwritten, appended, kept, selected = 0 } = result.counts;
    const record = models.get(model);
    faults.expect(record?.targetEvent === target, runId, `There is no model ${model} of "${target}".`);
    if (record !== undefined) {
      faults.expect(record.sha256 === sha256, runId, `It scored with another file of ${model}.`);
      faults.expect(record.horizonDays === horizonDays, runId, `${model} predicts ${record.horizonDays} days.`);
      const sawLabels = firstHonestSnapshot(record) > snapshot;
      faults.expect(
        sawLabels === inSample,
        runId,
        `It is ${inSample ? '' : 'not '}marked in-sample, and should ${sawLabels ? '' : 'not '}be.`,
      );
    }
    const isOfRun = result.run_id === runId && result.model === model && result.snapshot === snapshot;
    faults.expect(isOfRun, runId, 'Its result is of another run, week or model.');
    const addsUp = scored === overwritten + appended && selected <= scored && kept >= 0;
    faults.expect(
      addsUp,
      runId,
      `Its counts do not add up: ${scored} scored, ${overwritten} overwritten, ${appended} appended, ${selected} selected.`,
    );
  }
  return faults.found;
}

export interface HistoryOptions {
  /** Whether the predictions of old weeks of a target may have been deleted. */
  readonly mayBePruned: (target: string) => boolean;
  /** How many ids have been forgotten since, whose rows are gone from every week; none when left out. */
  readonly forgotten?: number;
}

/**
 * The history against the runs that wrote it: as many users, the same scores, nobody twice. Of a week from which users were erased nobody
 * knows any more what the scores of the others add up to.
 */
export function checkHistory(
  history: readonly HistoryRows[],
  runs: readonly PublishedRun[],
  { mayBePruned, forgotten = 0 }: HistoryOptions,
): StoredFault[] {
  const faults = new Faults('history');
  const keyOf = (week: string, model: string) => `${week} ${model}`;
  const byId = new Map(runs.map((run) => [run.runId, run]));
  const oldest = new Map<string | null, CalendarDay>();
  for (const { target, week } of history) {
    const before = oldest.get(target);
    if (before === undefined || week < before) oldest.set(target, week);
  }
  const seen = new Set<string>();
  for (const group of history) {
    const { week, model, target, runId, rows, selected, checksum } = group;
    const row = keyOf(week, model);
    checkUsers(group, row, faults);
    // Of several runs of a week and model, the rows are of one; moments do not tell of which, where a clock went back.
    const run = byId.get(runId);
    seen.add(row);
    if (run?.snapshot !== week || run.model !== model || run.target !== target) {
      faults.expect(false, row, `${rows} rows are of the run ${runId}, which did not publish that week.`);
      continue;
    }
    const { scored, selected: marked } = run.result.counts;
    const erased = scored - rows;
    faults.expect(erased >= 0 && erased <= forgotten, row, `It has ${rows} rows; the run scored ${scored} users.`);
    const isErased = erased > 0 && erased <= forgotten;
    faults.expect(
      marked === undefined || selected === marked || (isErased && selected < marked && selected >= marked - erased),
      row,
      `${selected} users are selected; the run selected ${marked}.`,
    );
    const isSame = isErased || run.scoresChecksum === undefined || run.scoresChecksum === checksum;
    faults.expect(isSame, row, 'Its scores are not those that were published.');
  }
  for (const { snapshot, model, target, result } of runs) {
    const row = keyOf(snapshot, model);
    if (seen.has(row) || result.counts.scored <= forgotten) continue;
    seen.add(row);
    const first = oldest.get(target);
    if (mayBePruned(target) && (first === undefined || snapshot < first)) continue;
    faults.expect(false, row, `It has no rows; the run scored ${result.counts.scored} users.`);
  }
  return faults.found;
}

/** The current predictions against the history: each is in it, and nobody's is older than their last. */
export function checkCurrent(current: readonly CurrentRows[], notCurrent: readonly UsersNotCurrent[]): StoredFault[] {
  const faults = new Faults('predictions');
  for (const group of current) {
    const row = `${group.week} ${group.model}`;
    checkUsers(group, row, faults);
    const { withoutHistory, otherThanHistory } = group;
    faults.expect(withoutHistory === 0, row, `${users(withoutHistory)} not in the history.`);
    faults.expect(otherThanHistory === 0, row, `The history has something else of ${otherThanHistory} users.`);
  }
  for (const { target, users: count } of notCurrent) {
    faults.expect(count === 0, target ?? '', `The history has a newer prediction of ${count} users.`);
  }
  return faults.found;
}

/** Nobody twice, nobody without a name, every probability one. */
export function checkUsers({ rows, users: distinct, badRows }: UserRows, row: string, faults: Faults): void {
  faults.expect(badRows === 0, row, `${badRows} rows have no user, or no probability in [0, 1].`);
  faults.expect(badRows > 0 || rows === distinct, row, `${rows} rows are of ${distinct} users.`);
}

function users(count: number): string {
  return count === 1 ? '1 user is' : `${count} users are`;
}
