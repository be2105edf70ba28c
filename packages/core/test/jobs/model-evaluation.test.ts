import { beforeAll, describe, expect, it } from 'vitest';
import type { OutcomeGrouping } from '../../src/counted-scores/outcome-entries.js';
import type { InMemoryEvent } from '../../src/in-memory/in-memory-event-log.js';
import { modelEvaluation } from '../../src/jobs/model-evaluation.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { SCORE_METRICS } from '../../src/metrics/metric-list.js';
import type { TrainResult, WeekEvaluation } from '../../src/results/results.js';
import { addDays } from '../../src/windows/calendar-day.js';
import { predictionsLike } from '../support/ports-like.js';
import { recordedProgress } from '../support/recorded-progress.js';
import { at, EVENTS, exportWithout, type TestStack, testStack, usersBetween } from '../support/synthetic-shop.js';

const WEEK = '2026-02-12';

describe('modelEvaluation', () => {
  let stack: TestStack;
  let model: TrainResult;
  beforeAll(async () => {
    stack = testStack();
    model = await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' });
    await predictions(stack.ports, stack.settings, { snapshot: WEEK });
  });

  it('waits for the label window to be over', async () => {
    stack.setToday('2026-02-18');
    const { evaluated, pending } = await modelEvaluation(stack.ports, stack.settings);
    expect(evaluated).toEqual([]);
    expect(pending).toEqual([{ predicted_week: WEEK, matures_on: '2026-02-19' }]);
  });

  it('is provisional while days may be rewritten, and says how many are final', async () => {
    stack.setToday('2026-02-19');
    const { evaluated } = await modelEvaluation(stack.ports, stack.settings);
    expect(evaluated).toHaveLength(1);
    expect(evaluated[0]).toMatchObject({
      predicted_week: WEEK,
      model: model.model,
      provisional: true,
      in_sample: false,
    });
    // On the 19th the 15th is final: four of seven days.
    expect(evaluated[0]!.label_completeness).toBeCloseTo(4 / 7, 12);
    expect(evaluated[0]!.notes.join(' ')).toContain('Provisional');
    expect(evaluated[0]!.decay).toBeNull();
  });

  it('is evaluated again when its days are final, and only once more', async () => {
    stack.setToday('2026-02-22');
    const [final] = (await modelEvaluation(stack.ports, stack.settings)).evaluated;
    expect(final).toMatchObject({
      provisional: false,
      label_completeness: 1,
      evaluated_at: '2026-02-22T12:00:00.000Z',
      decay: { verdict: 'holds', weeks: 1 },
    });
    const { bets, evidence } = final!.decay!;
    // Five more and five fewer, and three stakes.
    expect([bets.more.length, bets.fewer.length, bets.ranking.length]).toEqual([5, 5, 3]);
    expect(evidence).toBeGreaterThan(0.5);
    stack.setToday('2026-03-05');
    expect((await modelEvaluation(stack.ports, stack.settings)).evaluated).toEqual([final]);
    expect(await stack.ports.evaluations.list()).toEqual([final]);
  });

  it('counts users who did not come back as 0, and everything as somebody would by hand', async () => {
    const [week] = (await modelEvaluation(stack.ports, stack.settings)).evaluated;
    const population = usersBetween(addDays(WEEK, -14), WEEK);
    const visitors = usersBetween(WEEK, addDays(WEEK, 7));
    const buyers = usersBetween(WEEK, addDays(WEEK, 7), 'purchase');
    const caught = [...population].filter((user) => buyers.has(user)).length;
    expect([...population].filter((user) => !visitors.has(user)).length).toBeGreaterThan(0);
    expect(week).toMatchObject({ n: population.size, positives: caught, base_rate: caught / population.size });
    expect(week!.reachable_share).toBe(caught / buyers.size);
    expect(week!.reachable_share).toBeLessThan(1);
    const { tp, tn, fp, fn, at_threshold: at } = week!;
    expect([tp + fn, tp + tn + fp + fn, at.tp + at.fn, at.tn + at.fp]).toEqual([
      caught,
      population.size,
      caught,
      population.size - caught,
    ]);
    expect(at.threshold).toBe(model.metrics.threshold);
    expect(week!.deciles.reduce((sum, { n }) => sum + n, 0)).toBe(population.size);
    expect(week!.roc_auc).toBeGreaterThan(0.6);
    expect(week!.simple_rule.roc_auc).toBeGreaterThan(0.5);
    const [low, high] = week!.intervals.roc_auc!;
    expect(low < week!.roc_auc! && week!.roc_auc! < high).toBe(true);
  });

  it('evaluates the asked week only', async () => {
    expect((await modelEvaluation(stack.ports, stack.settings, { snapshot: '2026-02-13' })).evaluated).toEqual([]);
    expect((await modelEvaluation(stack.ports, stack.settings, { snapshot: WEEK })).evaluated).toHaveLength(1);
  });

  it('tells of the weeks that it evaluates, not of those that stay as they are', async () => {
    const again = recordedProgress();
    await modelEvaluation({ ...stack.ports, progress: again }, stack.settings);
    expect(again.said.filter((text) => text.startsWith('Evaluating'))).toEqual([]);
    const forced = recordedProgress();
    await modelEvaluation({ ...stack.ports, progress: forced }, stack.settings, { force: true });
    expect(forced.said.filter((text) => text.startsWith('Evaluating'))).toEqual([
      `Evaluating the week of ${WEEK} 0/1`,
      `Evaluating the week of ${WEEK} 1/1`,
    ]);
  });

  it('has the same run id for the same run', async () => {
    const ids = [undefined, undefined, WEEK].map(
      async (snapshot) => (await modelEvaluation(stack.ports, stack.settings, { snapshot })).run_id,
    );
    const [first, again, other] = await Promise.all(ids);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});

describe('a week of many users', () => {
  it('is evaluated in bins, within the bound that it says; the threshold, its counts and the sum of the probabilities as they are', async () => {
    const { ports, settings, setToday } = testStack();
    await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    await predictions(ports, settings, { snapshot: WEEK });
    setToday('2026-02-22');
    const [exact] = (await modelEvaluation(ports, settings)).evaluated;
    const asked: OutcomeGrouping[] = [];
    const predictionsOfMany = predictionsLike(ports.predictions, {
      // As if the week's run said that it had scored a million users.
      runs: async () =>
        (await ports.predictions.runs()).map((run) => ({
          ...run,
          result: { ...run.result, counts: { ...run.result.counts, scored: 1e6 } },
        })),
      readOutcomes: (week, model, grouping) => {
        asked.push(grouping);
        return ports.predictions.readOutcomes(week, model, grouping);
      },
    });
    const many = { ...ports, predictions: predictionsOfMany };
    const [binned] = (await modelEvaluation(many, settings, { force: true })).evaluated;
    expect(asked).toEqual([{ binned: true, threshold: exact!.at_threshold.threshold }]);
    expect(exact!.binning_bound).toBeUndefined();
    const bound = binned!.binning_bound!;
    for (const { name } of SCORE_METRICS) {
      const [one, other] = [exact![name]!, binned![name]!];
      expect(Math.abs(one - other), name).toBeLessThanOrEqual((bound[name] ?? 0) + 1e-8 * Math.max(1, one));
    }
    expect(bound.log_loss).toBeGreaterThan(0);
    expect(bound.log_loss).toBeLessThan(1e-3);
    for (const field of ['n', 'positives', 'at_threshold', 'tp', 'fp', 'fn', 'tn', 'simple_rule'] as const) {
      expect(binned![field], field).toEqual(exact![field]);
    }
    expect(binned!.notes.join(' ')).toMatch(/counted in bins of probability: .* log-loss by at most \d\.\de-\d/);
    const bets = ({ decay }: WeekEvaluation) => Object.values(decay!.bets).flat();
    bets(binned!).forEach((bet, index) => {
      expect(Math.abs(bet - bets(exact!)[index]!)).toBeLessThan(0.05);
    });
  });
});

describe('days that are delivered late', () => {
  it('has exactly the weeks evaluated again that they belong to', async () => {
    const weeks = ['2026-02-12', '2026-02-19'];
    const scored = async (events?: readonly InMemoryEvent[]) => {
      const stack = testStack({}, events);
      await modelTraining(stack.ports, stack.settings, { snapshot: '2026-02-05' });
      for (const snapshot of weeks) await predictions(stack.ports, stack.settings, { snapshot });
      return stack;
    };
    const { ports, settings } = await scored();
    const before = (await modelEvaluation(ports, settings)).evaluated;
    expect(before.map(({ provisional }) => provisional)).toEqual([false, false]);

    const late = EVENTS.filter(({ name, time }) => name === 'page_view' && time === at('2026-02-21')).flatMap(
      ({ userId }) => (userId === null ? [] : { userId, name: 'purchase', time: at('2026-02-21', 13) }),
    );
    const bought = usersBetween('2026-02-19', '2026-02-26', 'purchase');
    const known = usersBetween('2026-02-05', '2026-02-19');
    const added = new Set(late.map(({ userId }) => userId).filter((user) => !bought.has(user) && known.has(user)));
    expect(added.size).toBeGreaterThan(0);
    // Nothing that the model or the scores are made of has changed.
    const redelivered = await scored([...EVENTS, ...late]);
    const said = recordedProgress();
    const later = { ...redelivered.ports, evaluations: ports.evaluations, progress: said };
    const after = (await modelEvaluation(later, settings)).evaluated;
    expect(said.said.filter((text) => text.startsWith('Evaluating'))).toContain(
      'Evaluating the week of 2026-02-19 0/1',
    );
    expect(after[0]).toEqual(before[0]);
    expect(after[1]!.positives).toBe(before[1]!.positives + added.size);
    expect(await ports.evaluations.list()).toEqual(after);
  });
});

describe('a week that is different', () => {
  it('is marked in-sample when a pinned model had seen it', async () => {
    const { ports, settings } = testStack();
    const { model } = await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    await predictions(ports, settings, { snapshot: '2026-02-08', model });
    const [week] = (await modelEvaluation(ports, settings)).evaluated;
    expect(week).toMatchObject({ predicted_week: '2026-02-08', in_sample: true });
    expect(week!.notes.join(' ')).toContain('In-sample');
  });

  it('notes how little a few positives prove', async () => {
    const { ports, settings } = testStack();
    await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    await predictions(ports, settings, { snapshot: WEEK });
    const [week] = (await modelEvaluation(ports, settings)).evaluated;
    expect(week!.positives).toBeLessThan(100);
    expect(week!.notes.join(' ')).toMatch(
      new RegExp(`Only ${week!.positives} of .* converted.*ROC AUC lies anywhere in \\[`),
    );
  });

  it('is refused when a day of its labels is missing that is not allowed to be', async () => {
    const whole = testStack();
    await modelTraining(whole.ports, whole.settings, { snapshot: '2026-02-05' });
    await predictions(whole.ports, whole.settings, { snapshot: WEEK });
    const holed = testStack({}, exportWithout('2026-02-14'));
    await expect(modelEvaluation({ ...whole.ports, events: holed.ports.events }, whole.settings)).rejects.toMatchObject(
      {
        code: 'missing_days',
        message: expect.stringContaining('2026-02-14'),
      },
    );
    expect(await whole.ports.evaluations.list()).toEqual([]);
  });
});
