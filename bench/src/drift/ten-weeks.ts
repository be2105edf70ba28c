import { PropensityError } from '@propensity/core';
import { parseConfig, settingsOf } from '@propensity/core/config';
import { describeDrift } from '@propensity/core/drift';
import { inMemoryPorts } from '@propensity/core/in-memory';
import { modelEvaluation, modelTraining, predictions } from '@propensity/core/jobs';
import { addDays } from '@propensity/core/windows';
import type { ShiftKind } from '@propensity/simulator';
import { shopEvents, shopFeatures } from './shop-in-memory.js';

const FIRST_DAY = '2025-01-06';
const LOOKBACK = 28;
const SNAPSHOTS = 4;
const WEEKS = 10;
/** Labels of a week, and the days until they are final. */
const MATURE = 7 + 3;
/** S of the training, counted from the first day: its oldest snapshot has its whole lookback. */
const TRAINED = LOOKBACK + 7 * (SNAPSHOTS - 1);
/** The first week is scored as soon as the training's labels are final. */
const FIRST_WEEK = TRAINED + 14;
/** The shift is there from the morning of this week's snapshot on. */
export const SHIFT_WEEK = 6;

export interface TenWeeksOptions {
  readonly users: number;
  readonly seed: number;
  readonly shift: ShiftKind | null;
}

/** A signal: something that a notice would say. */
export interface Signal {
  /** The week, 1 to 10, in which it was raised; evaluations after the last one count as later weeks. */
  readonly week: number;
  readonly kind: 'drift' | 'decay' | 'refused';
  readonly text: string;
}

export interface TenWeeks {
  readonly seed: number;
  readonly signals: readonly Signal[];
  /** Largest stability index of every week against the training. */
  readonly largestPsi: readonly number[];
  /** Evidence of decay after the last week. */
  readonly evidence: number;
  /** The weeks in which the model that scores was recalibrated. */
  readonly recalibrated: readonly number[];
}

/** One model scores a simulated shop for ten weeks, in memory; what it would have said in every week. */
export async function tenWeeks({ users, seed, shift }: TenWeeksOptions): Promise<TenWeeks> {
  const days = FIRST_WEEK + 7 * (WEEKS - 1) + MATURE + 8;
  const shifts = shift === null ? [] : [{ kind: shift, day: FIRST_WEEK + 7 * (SHIFT_WEEK - 1) }];
  const events = shopEvents({ users, days, seed, startDay: FIRST_DAY, shifts });
  const config = parseConfig({
    source: { events: 'none' },
    target: { event: 'purchase' },
    lookbackDays: LOOKBACK,
    training: { snapshots: SNAPSHOTS, C: 0.1 },
  });
  const settings = settingsOf(config, 'bench');
  let today = FIRST_DAY;
  const ports = inMemoryPorts({
    events,
    settings,
    features: shopFeatures([...new Set(events.map(({ name }) => name))].sort()),
    clock: () => Date.parse(today) + 12 * 3_600_000,
  });
  const dayOf = (week: number) => addDays(FIRST_DAY, FIRST_WEEK + 7 * (week - 1));
  today = dayOf(1);
  const trained = await modelTraining(ports, settings, { snapshot: addDays(FIRST_DAY, TRAINED) });
  // A small shop's test may be too small for the gate; somebody may name the model all the same.
  const model = trained.status === 'champion' ? undefined : trained.model;

  const signals: Signal[] = [];
  const largestPsi: number[] = [];
  const recalibrated: number[] = [];
  let evidence = 0;
  for (let week = 1; week <= WEEKS + 2; week++) {
    today = dayOf(week);
    const { evaluated, recalibration } = await modelEvaluation(ports, settings);
    if (recalibration?.model != null) recalibrated.push(week);
    const newest = evaluated.findLast(({ decay }) => decay != null);
    evidence = newest?.decay?.evidence ?? 0;
    if (newest?.decay?.verdict === 'decayed') {
      signals.push({ week, kind: 'decay', text: `${newest.decay.kind} since ${newest.decay.since}` });
    }
    if (week > WEEKS) continue;
    try {
      const { drift } = await predictions(ports, settings, { snapshot: today, model });
      largestPsi.push(drift!.largest[0]!.psi);
      for (const flagged of drift!.flagged) {
        signals.push({ week, kind: 'drift', text: `${flagged.compared_with}: ${describeDrift(flagged)}` });
      }
    } catch (error) {
      if (!PropensityError.is(error) || error.code !== 'collapsed_inputs') throw error;
      signals.push({ week, kind: 'refused', text: error.message });
    }
  }
  return { seed, signals, largestPsi, evidence, recalibrated };
}
