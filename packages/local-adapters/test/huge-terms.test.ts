import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeGa4DayFiles } from '@propensity/adapter-tests';
import { type ModelArtifact, scorerOf } from '@propensity/core';
import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import type { InMemoryEvent } from '@propensity/core/in-memory';
import { modelTraining, predictions } from '@propensity/core/jobs';
import type { LinearModel } from '@propensity/core/linear-model';
import { parseArtifact } from '@propensity/core/models';
import { silentProgress } from '@propensity/core/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalStack, openLocalStack } from '../src/index.js';

const TRAIN_AT = '2025-01-20';
const PREDICT_AT = '2025-01-27';
const USERS = 400;

/** Evenly scattered in [0, 1). */
const at = (i: number) => ((i + 1) * 0.6180339887498949) % 1;

/**
 * A message goes to everybody at 03:00 every day and is received within three seconds of it; who receives it early, buys.
 * The days since the last one are .875 for all, but for .00003, so that a coefficient of 1 has a slope of some 100,000.
 */
function eventsOfShop(): InMemoryEvent[] {
  return Array.from({ length: USERS }, (_, user) => {
    const early = 2 * at(user) - 1;
    return Array.from({ length: 35 }, (_, day): InMemoryEvent[] => {
      const three = Date.UTC(2025, 0, 1 + day, 3);
      const event = (name: string, time: number) => ({ userId: `user-${user}`, name, time });
      return [
        event('message', three - Math.round(3000 * early)),
        ...(at(user * 35 + day) < 0.1 * (1 + early) ? [event('purchase', three + 3_600_000 + user)] : []),
      ];
    }).flat();
  }).flat();
}

const input: PropensityConfigInput = {
  source: { events: 'export/events_*.json' },
  target: { event: 'purchase' },
  lookbackDays: 14,
  features: {
    drop: ['*'],
    add: [
      { name: 'days_since_message', event: 'message', aggregate: 'recency' },
      { name: 'purchases', event: 'purchase', aggregate: 'count' },
    ],
  },
  training: { snapshots: 1, C: 1 },
  local: { folder: 'stack' },
};

describe('a feature that differs by seconds among users', () => {
  let folder: string;
  let stack: LocalStack;
  let artifact: ModelArtifact;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-huge-'));
    await writeGa4DayFiles(join(folder, 'export'), eventsOfShop(), 'UTC');
    stack = openLocalStack(parseConfig(input), {
      baseDirectory: folder,
      progress: silentProgress,
      clock: () => Date.UTC(2025, 2, 1),
      codeVersion: 'test',
    });
    const { artifact: file } = await modelTraining(stack.ports, stack.settings, { snapshot: TRAIN_AT });
    artifact = parseArtifact(await stack.ports.artifacts.read(file.name), { sha256: file.sha256, fileName: file.name });
  }, 60_000);
  afterAll(async () => {
    await stack.close();
    await rm(folder, { recursive: true });
  });

  it('has terms that are huge beside their sum', () => {
    const [message] = artifact.preprocessing;
    expect(message).toMatchObject({ name: 'days_since_message', log1p: true });
    expect(message!.kind === 'numeric' && message!.scale).toBeLessThan(2e-5);
    expect(message!.kind === 'numeric' && message!.mean).toBeGreaterThan(0.6);
  });

  it.each([
    ['a coefficient', withFirstCoefficient],
    ['the scale of a feature', withFirstScale],
  ])('is not published by a warehouse that has %s wrong by 1e-9 of it', async (_, changed) => {
    const { ports, settings } = stack;
    const store = ports.predictions;
    const wrong = changed(artifact, 1 + 1e-9);
    const broken = Object.create(store, { stage: { value: (_: unknown, day: string) => store.stage(wrong, day) } });
    const run = predictions({ ...ports, predictions: broken }, settings, { snapshot: PREDICT_AT });
    await expect(run).rejects.toMatchObject({ code: 'scores_disagree' });
    expect(await store.runs()).toEqual([]);
  });

  it('is published by a warehouse that computes it right, though rounding moves it by more than 1e-12', async () => {
    const { ports, settings } = stack;
    await ports.snapshots.materialise(PREDICT_AT);
    const staged = await ports.predictions.stage(artifact, PREDICT_AT);
    const { features, proba } = await staged.sample(USERS, 1);
    await staged.discard();
    const expected = scorerOf(artifact).predictProba(features);
    const differences = proba.map((p, i) => Math.abs(p - expected[i]!));
    expect(Math.max(...differences)).toBeGreaterThan(1e-12);
    const { counts } = await predictions(ports, settings, { snapshot: PREDICT_AT });
    expect(counts.scored).toBe(USERS);
  });
});

function withFirstCoefficient(artifact: ModelArtifact, factor: number): ModelArtifact {
  const model = artifact.model as LinearModel;
  const [first, ...rest] = model.coef;
  return { ...artifact, model: { ...model, coef: [first! * factor, ...rest] } };
}

function withFirstScale(artifact: ModelArtifact, factor: number): ModelArtifact {
  const [first, ...rest] = artifact.preprocessing;
  if (first?.kind !== 'numeric') throw new Error('the first feature is a number');
  return { ...artifact, preprocessing: [{ ...first, scale: first.scale * factor }, ...rest] };
}
