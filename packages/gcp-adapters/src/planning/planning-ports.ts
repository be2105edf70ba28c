import {
  type FeatureSnapshots,
  type ModelArtifact,
  type ModelRecord,
  type Ports,
  predictResult,
  type StagedScores,
  silentProgress,
} from '@propensity/core';
import type { BigQueryAdapters } from '../bigquery-adapters.js';
import type { Statement } from '../jobs/statement.js';
import type { BigQueryFeatureSnapshots } from '../snapshots/bigquery-feature-snapshots.js';
import type { PlanningJobs } from './planning-jobs.js';
import { standInOutcomes, standInRows } from './stand-ins.js';

const AFTERWARDS = 'Its values are known only once the command has run.';

/**
 * Ports on which the jobs run to their end while nothing is run: statements are kept, and where a job cannot go on without
 * rows it is given stand-ins. What a job would write is remembered for the next one.
 */
export function planningPorts(
  adapters: BigQueryAdapters,
  jobs: PlanningJobs,
  targetEvent: string,
  given: Pick<Ports, 'artifacts' | 'clock' | 'begin'>,
): Ports {
  const { warehouse, events, snapshots, registry, predictions, evaluations } = adapters;
  const written = new Map<string, string>();
  const models: ModelRecord[] = [];
  return {
    ...given,
    progress: silentProgress,
    events: {
      days: () => events.days(),
      ...(events.calendar && { calendar: (today) => events.calendar!(today) }),
      async summarise(from, until) {
        for (const statement of await events.summaryStatements(from, until)) await jobs.read(statement);
        return {
          events: 1,
          eventsWithoutUser: 0,
          users: 1,
          eventNames: [{ name: targetEvent, events: 1, users: 1 }],
        };
      },
      async reach(snapshot) {
        await jobs.read(await events.reachStatement(snapshot));
        return { converters: 1, reachable: 1 };
      },
    },
    snapshots: plannedSnapshots(snapshots, jobs),
    artifacts: {
      write: async (name, text) => void written.set(name, text),
      read: async (name) => written.get(name) ?? given.artifacts.read(name),
    },
    registry: {
      async put(record) {
        await warehouse.ensure('modelTrainingMetadata');
        jobs.record(withoutValues(registry.putStatement(record)), AFTERWARDS);
        models.unshift({ ...record, status: 'champion' });
      },
      list: async () => [...models, ...(await registry.list())],
    },
    predictions: {
      async stage(artifact, snapshot) {
        const standIn = written.has(`${artifact.name}.json`);
        return stagedScores(adapters, jobs, artifact, snapshot, standIn);
      },
      runs: () => predictions.runs(),
      find: (userId) => predictions.find(userId),
      async readOutcomes(snapshot, model) {
        await jobs.read(await predictions.outcomesStatement(snapshot, model));
        return standInOutcomes();
      },
    },
    evaluations: {
      async put(rows) {
        if (rows.length === 0) return;
        await warehouse.ensure('modelEvaluation');
        jobs.record(withoutValues(evaluations.putStatement(rows)), AFTERWARDS);
      },
      list: () => evaluations.list(),
    },
  };
}

function plannedSnapshots(snapshots: BigQueryFeatureSnapshots, jobs: PlanningJobs): FeatureSnapshots {
  return {
    features: snapshots.features,
    materialise: (snapshot) => snapshots.materialise(snapshot),
    async readLabelled(days) {
      await jobs.read(await snapshots.labelledStatement(days));
      return standInRows(snapshots.features, days);
    },
    knownDefinitions: {
      recognise: (features) => snapshots.knownDefinitions.recognise(features),
      snapshotsOf: (features) => plannedSnapshots(snapshots.of(features), jobs),
    },
  };
}

async function stagedScores(
  { predictions, warehouse }: BigQueryAdapters,
  jobs: PlanningJobs,
  artifact: ModelArtifact,
  snapshot: string,
  standIn: boolean,
): Promise<StagedScores> {
  const staged = await predictions.stage(artifact, snapshot);
  if (standIn) {
    const { statement } = jobs.recorded.pop()!;
    jobs.record(statement, 'Compiled from the model: until it is trained, its coefficients and levels are stand-ins.');
  }
  return {
    async checks() {
      await jobs.read(staged.checksStatement());
      return { rows: 1, duplicateUsers: 0, nullUsers: 0, badProbabilities: 0, missingUsers: 0 };
    },
    async sample(size, seed) {
      await jobs.read(staged.sampleStatement(size, seed));
      const none = standInRows(artifact.features, []);
      return { features: none.features, proba: none.labels };
    },
    async publish(run) {
      for (const key of ['predictions', 'predictionsHistory', 'predictionRuns'] as const) await warehouse.ensure(key);
      await jobs.write(staged.publishStatement(run));
      return predictResult(run, { scored: 0, overwritten: 0, appended: 0, kept: 0, selected: 0 });
    },
    async discard() {},
  };
}

function withoutValues(statement: Statement): Statement {
  const params = Object.entries(statement.params ?? {}).map(([name, { type }]) => [name, { type, value: null }]);
  return { ...statement, params: Object.fromEntries(params) };
}
