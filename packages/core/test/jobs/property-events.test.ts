import { describe, expect, it } from 'vitest';
import { parsePreprocessor } from '../../src/artifact/preprocessor-file.js';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import type { InMemoryEvent } from '../../src/in-memory/in-memory-event-log.js';
import { buildPreprocessor } from '../../src/jobs/build-preprocessor.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import type { KnownDefinitions } from '../../src/ports/feature-snapshots.js';
import type { Ports } from '../../src/ports/ports.js';
import type { TrainResult } from '../../src/results/results.js';
import { addDays } from '../../src/windows/calendar-day.js';
import { snapshotsLike } from '../support/ports-like.js';
import { at, EVENTS, settingsFor, testStack } from '../support/synthetic-shop.js';

const SNAPSHOT = '2026-02-12';
/** The newest snapshot that is fitted: its label window and the days after it decide nothing. */
const FITTED = addDays(SNAPSHOT, -7);

const byUsers = (name: string, users: number, day: string, times = 1): InMemoryEvent[] =>
  Array.from({ length: users * times }, (_, k) => ({ userId: `user-${k % users}`, name, time: at(day) + k }));

/** Of one user, of few users, and of many who come too late. */
const EXTRA = [
  ...byUsers('bot', 1, '2026-02-01', 9000),
  ...byUsers('rare', 19, '2026-02-01'),
  ...byUsers('登録', 20, '2026-02-01'),
  ...byUsers('late', 600, FITTED, 20),
];
const events = [...EVENTS, ...EXTRA];

/** A stack whose features know page views and refunds by themselves, and count other events where they are the property's own. */
function stackOf(ownEvents: number, change = {}) {
  const { ports, settings } = testStack({ features: { ownEvents }, ...change }, events);
  return { ports: withProperty(ports), settings };
}

function withProperty(ports: Ports): Ports {
  const { snapshots } = ports;
  const specOf = (name: string) => snapshots.features.find((feature) => feature.name === name)!;
  const shared = [specOf('active_days'), specOf('days_since_last_event')];
  const [views, refunds] = [specOf('page_view_count'), specOf('purchase_count')];
  const knownDefinitions: KnownDefinitions = {
    recognise: (features) => features.map(({ name }) => specOf(name) ?? null),
    snapshotsOf: (features) => snapshotsLike(snapshots, { features, knownDefinitions }),
    property: {
      knownEvents: ['page_view', 'refund'],
      featuresOf: ({ own, absent }) => [
        ...shared,
        ...(absent.includes('page_view') ? [] : [views]),
        ...(absent.includes('refund') ? [] : [refunds]),
        ...own.map((name) => ({ ...specOf(`${name}_count`), event: name })),
      ],
    },
  };
  return { ...ports, snapshots: snapshotsLike(snapshots, { features: [...shared, views, refunds], knownDefinitions }) };
}

async function artifactOf(ports: Ports, { artifact: { name: fileName, sha256 } }: TrainResult) {
  return parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
}

describe("a training's features", () => {
  it('are of the most frequent events before the snapshots that are fitted, by enough users, and of no event that nobody performed', async () => {
    const { ports, settings } = stackOf(20);
    const artifact = await artifactOf(ports, await modelTraining(ports, settings, { snapshot: SNAPSHOT }));
    expect(artifact.propertyEvents).toEqual({ own: ['view_item', 'coin', 'purchase', '登録'], absent: ['refund'] });
    expect(artifact.features.map(({ name }) => name)).toEqual([
      ...['active_days', 'days_since_last_event', 'page_view_count'],
      ...['view_item_count', 'coin_count', 'purchase_count', '登録_count'],
    ]);
    expect(artifact.features.map(({ event }) => event ?? null).slice(2)).toEqual([
      null,
      'view_item',
      'coin',
      'purchase',
      '登録',
    ]);
    expect(artifact.preprocessing.map(({ name }) => name)).toEqual(artifact.features.map(({ name }) => name));
    // The stack counts more than the model has.
    const profiled = artifact.inputs!.features.map(({ name }) => name);
    expect(profiled.sort()).toEqual(artifact.features.map(({ name }) => name).sort());
  });

  it.each([
    [1, ['view_item']],
    [0, []],
  ])('are of %d events where the configuration says so', async (ownEvents, own) => {
    const { ports, settings } = stackOf(ownEvents);
    const artifact = await artifactOf(ports, await modelTraining(ports, settings, { snapshot: SNAPSHOT }));
    expect(artifact.propertyEvents?.own).toEqual(own);
  });

  it('do not change what the same training is called: repeated, it is found', async () => {
    const { ports, settings } = stackOf(20);
    const first = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    expect(await modelTraining(ports, settings, { snapshot: SNAPSHOT })).toEqual(first);
  });

  it('may differ from those of the champion, which it is compared with all the same', async () => {
    const { ports } = stackOf(20);
    await modelTraining(ports, settingsFor({ features: { ownEvents: 2 } }), { snapshot: SNAPSHOT });
    const second = await modelTraining(ports, settingsFor({ features: { ownEvents: 1 } }), { snapshot: SNAPSHOT });
    expect(second.reasons.join(' ')).not.toContain('Not compared');
    expect((await artifactOf(ports, second)).features.map(({ name }) => name)).not.toContain('coin_count');
  });

  it('are those of the preprocessing that was built beforehand', async () => {
    const { ports, settings } = stackOf(2);
    const { preprocessor } = await buildPreprocessor(ports, settings, { snapshot: SNAPSHOT });
    const file = parsePreprocessor(await ports.artifacts.read(preprocessor.name), preprocessor.name);
    expect(file.propertyEvents).toEqual({ own: ['view_item', 'coin'], absent: ['refund'] });
    const training = { snapshots: 3, C: 1, preprocessor: preprocessor.name };
    // Of events that have become frequent since, nothing is known there.
    const given = settingsFor({ features: { ownEvents: 20 }, training });
    const artifact = await artifactOf(ports, await modelTraining(ports, given, { snapshot: SNAPSHOT }));
    expect(artifact.propertyEvents).toEqual(file.propertyEvents);
    expect(artifact.preprocessing).toEqual(file.transformers);
  });
});
