import { normalQuantile } from '../special-functions/normal-quantile.js';
import type { DriftLimits } from './drift-limits.js';
import type { DriftState, FeatureState, VolumeState } from './drift-state.js';
import { chanceOfStability, populationStability } from './population-stability.js';

/** What a week is compared with: the newest snapshot that its model was trained on, or the week before. */
export type ComparedWith = 'training' | 'last_week';

/** Why a row is reported. */
export type DriftReason = 'psi' | 'missing' | 'zero' | 'unseen' | 'volume';

/** One thing of a week compared with another snapshot, as in `ma_drift`. Shares are of users. */
export interface DriftRow {
  readonly compared_with: ComparedWith;
  /** The snapshot that it is compared with. */
  readonly compared_week: string;
  readonly kind: 'feature' | 'scores' | 'users' | 'events';
  /** Of the feature or the event; empty of scores, users and all events. */
  readonly name: string;
  /** Users, or events of which a user's count as one, on either side. */
  readonly before_n: number;
  readonly now_n: number;
  /** Null of users and events. */
  readonly psi: number | null;
  /** From where on the index is reported: the limit, and what chance does. */
  readonly psi_limit: number | null;
  /** Null of all but features. */
  readonly before_missing: number | null;
  readonly now_missing: number | null;
  readonly before_zero: number | null;
  readonly now_zero: number | null;
  readonly before_unseen: number | null;
  readonly now_unseen: number | null;
  /** Users, or events per user of the last days; null of features and scores. */
  readonly before_value: number | null;
  readonly now_value: number | null;
  /** Why it is reported; empty where it is not. */
  readonly flagged_for: readonly DriftReason[];
  /** Users by bin; null of users and events. */
  readonly counts: readonly number[] | null;
}

/** Runs without any drift of which one reports something by chance: more than the 200 that ten weeks of twenty models have. */
const CHANCE_OF_A_RUN = 1 / 500;
/** Fewer are expected by chance to be none at times. */
const LEAST_EVENTS = 100;

const NOTHING = {
  psi: null,
  psi_limit: null,
  before_missing: null,
  now_missing: null,
  before_zero: null,
  now_zero: null,
  before_unseen: null,
  now_unseen: null,
  before_value: null,
  now_value: null,
  counts: null,
} as const;

/**
 * Everything of `now` beside the same of `before`. A row is reported where it differs by more than the limit and what chance makes of a
 * difference, in one of 500 runs, however many rows there are. What is there on one side only has no row; an event that has stopped is 0.
 */
export function compareStates(
  before: DriftState,
  now: DriftState,
  comparedWith: ComparedWith,
  limits: DriftLimits,
): DriftRow[] {
  const rows = before.features.length + before.volumes.length + 1;
  const facts = { compared_with: comparedWith, compared_week: before.week };
  const alpha = CHANCE_OF_A_RUN / rows;
  const given = { facts, limits, alpha, z: normalQuantile(1 - alpha / 2) };
  const features = new Map(now.features.map((feature) => [feature.name, feature]));
  const volumes = new Map(now.volumes.map((volume) => [keyOf(volume), volume]));
  const stopped = (volume: VolumeState): VolumeState => ({ ...volume, value: 0, n: 0 });
  const hasEvents = volumes.has(keyOf({ kind: 'events', name: '' }));
  return [
    ...before.volumes.flatMap((volume) => {
      const after = volumes.get(keyOf(volume)) ?? (hasEvents ? stopped(volume) : undefined);
      return after === undefined ? [] : [volumeRow(volume, after, given)];
    }),
    ...(before.scores.length === now.scores.length && now.scores.length > 0
      ? [scoresRow(before.scores, now.scores, given)]
      : []),
    ...before.features.flatMap((feature) => {
      const after = features.get(feature.name);
      return after === undefined || after.counts.length !== feature.counts.length
        ? []
        : [featureRow(feature, after, given)];
    }),
  ];
}

interface Given {
  readonly facts: Pick<DriftRow, 'compared_with' | 'compared_week'>;
  readonly limits: DriftLimits;
  /** Of one row. */
  readonly alpha: number;
  readonly z: number;
}

function keyOf({ kind, name }: Pick<VolumeState, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

function volumeRow(before: VolumeState, now: VolumeState, { facts, limits, z }: Given): DriftRow {
  // Half an event more on either side: none has a ratio, too.
  const ratio = Math.log((now.value * before.n + 0.5) / (before.value * before.n + 0.5));
  // Users repeat what they do: events that are many are fewer than they look.
  const chance = z * Math.sqrt(2 / Math.max(1, before.n) + 2 / Math.max(1, expectedNow(before, now)));
  const isLarge = before.n >= LEAST_EVENTS && Math.abs(ratio) > Math.log(limits.volume) + chance;
  return {
    ...facts,
    ...NOTHING,
    kind: before.kind,
    name: before.name,
    before_n: before.n,
    now_n: now.n,
    before_value: before.value,
    now_value: now.value,
    flagged_for: isLarge ? ['volume'] : [],
  };
}

/** What has stopped would have been as many as before. */
function expectedNow(before: VolumeState, now: VolumeState): number {
  return Math.max(now.n, now.value === 0 ? before.n : 0);
}

function stability(before: readonly number[], now: readonly number[], { limits, alpha }: Given) {
  const psi = populationStability(before, now);
  const limit = limits.psi + chanceOfStability(before, now, alpha);
  // Without anybody on one side nothing can be said, and infinity is no number of a table.
  return { psi, psi_limit: Number.isFinite(limit) ? limit : null, isLarge: psi > limit };
}

function scoresRow(before: readonly number[], now: readonly number[], given: Given): DriftRow {
  const { psi, psi_limit, isLarge } = stability(before, now, given);
  return {
    ...given.facts,
    ...NOTHING,
    kind: 'scores',
    name: '',
    before_n: total(before),
    now_n: total(now),
    psi,
    psi_limit,
    flagged_for: isLarge ? ['psi'] : [],
    counts: now,
  };
}

function featureRow(before: FeatureState, now: FeatureState, given: Given): DriftRow {
  const { psi, psi_limit, isLarge } = stability(before.counts, now.counts, given);
  const [n, m] = [total(before.counts), total(now.counts)];
  const differs = (what: 'missing' | 'zero' | 'unseen') => {
    if (n === 0 || m === 0) return false;
    const pooled = (before[what] * n + now[what] * m) / (n + m);
    const chance = given.z * Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
    return Math.abs(now[what] - before[what]) > given.limits.share + chance;
  };
  return {
    ...given.facts,
    ...NOTHING,
    kind: 'feature',
    name: before.name,
    before_n: n,
    now_n: m,
    psi,
    psi_limit,
    before_missing: before.missing,
    now_missing: now.missing,
    before_zero: before.zero,
    now_zero: now.zero,
    before_unseen: before.unseen,
    now_unseen: now.unseen,
    flagged_for: [...(isLarge ? (['psi'] as const) : []), ...(['missing', 'zero', 'unseen'] as const).filter(differs)],
    counts: now.counts,
  };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What the rows of a week say of it, for a comparison with the week after. @param rows those against the training */
export function stateOfRows(week: string, rows: readonly DriftRow[]): DriftState {
  const against = rows.filter((row) => row.compared_with === 'training');
  return {
    week,
    features: against.flatMap(({ kind, name, counts, now_missing, now_zero, now_unseen }) =>
      kind === 'feature'
        ? [{ name, counts: counts!, missing: now_missing!, zero: now_zero!, unseen: now_unseen! }]
        : [],
    ),
    scores: against.find(({ kind }) => kind === 'scores')?.counts ?? [],
    volumes: against.flatMap(({ kind, name, now_value, now_n }) =>
      kind === 'users' || kind === 'events' ? [{ kind, name, value: now_value!, n: now_n }] : [],
    ),
  };
}
