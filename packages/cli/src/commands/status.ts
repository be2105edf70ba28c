import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { findingsOfRuns } from '@propensity/core/alerts';
import type { JobSettings } from '@propensity/core/config';
import { openAlerts } from '@propensity/core/jobs';
import type { ModelRecord, Ports, PublishedRun } from '@propensity/core/ports';
import { silentProgress } from '@propensity/core/ports';
import { addDays, dayAt } from '@propensity/core/windows';
import { CONFIG_FILE_NAMES, exportsBelow } from '@propensity/functions';
import type { GlobalOptions } from '../global-options.js';
import { mostLikelyTargets, proposedTarget } from '../init/likely-targets.js';
import { withScratchStack } from '../init/scratch-stack.js';
import { sourceAt } from '../init/source-at.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderStatus } from '../render/render-status.js';
import type { StatusReport } from '../status-report.js';
import { withStack } from '../with-stack.js';

/** Days whose events are named: a rare one does not happen on every day. */
const NEWEST_DAYS = 7;

const NOTHING: Omit<StatusReport, 'next'> = {
  job: 'status',
  configuration: null,
  target: null,
  exports: [],
  event_names: [],
  model: null,
  predictions: null,
};

/** What `propensity` alone says: the state of the folder and the next command. Reads no more of an export than its newest week. */
export async function statusCommand(io: Io, options: GlobalOptions): Promise<Outcome> {
  const isThere = CONFIG_FILE_NAMES.some((name) => existsSync(resolve(io.cwd, name)));
  const report = options.config !== undefined || isThere ? await ofConfiguration(io, options) : await ofFolder(io);
  return outcome(report, (screen) => renderStatus(report, screen));
}

async function ofConfiguration(io: Io, options: GlobalOptions): Promise<StatusReport> {
  let report: StatusReport | undefined;
  await withStack(io, { ...options, quiet: true }, async ({ ports, settings, configFile }) => {
    const { targetEvent } = settings;
    const newest = (await ports.registry.list()).find((record) => record.targetEvent === targetEvent);
    const runs = (await ports.predictions.runs()).filter(({ target }) => target === targetEvent);
    const published = runs.at(-1);
    const today = dayAt(io.clock(), settings.timeZone);
    const alerts = await alertsOf(ports, settings, runs, today);
    report = {
      ...NOTHING,
      configuration: basename(configFile),
      target: { event: targetEvent, horizon_days: settings.horizonDays },
      model: newest === undefined ? null : modelOf(newest),
      predictions: published === undefined ? null : predictionsOf(published),
      ...(alerts.length === 0 ? {} : { alerts }),
      ...(await decayOf(ports, runs)),
      next: nextOf(newest, published, settings, today),
    };
    return outcome(report, '');
  });
  return report!;
}

/** Those that are kept, and what is seen only now: nothing runs where runs are missing. */
async function alertsOf(
  ports: Ports,
  settings: JobSettings,
  runs: readonly PublishedRun[],
  today: string,
): Promise<NonNullable<StatusReport['alerts']>> {
  const weeks = [...new Set(runs.map(({ snapshot }) => snapshot))];
  const now = findingsOfRuns(weeks, today, settings.horizonDays);
  const kept = (await openAlerts(ports, settings)).filter(({ kind }) => kind !== 'stale' && kind !== 'missing_runs');
  return [
    ...now.map(({ kind, subject, text }) => ({ kind, subject, since: today, text })),
    ...kept.map(({ kind, subject, firstSeen, text }) => ({ kind, subject, since: firstSeen.slice(0, 10), text })),
  ];
}

async function decayOf(ports: Ports, runs: readonly PublishedRun[]): Promise<Pick<StatusReport, 'decay'>> {
  const models = new Set(runs.map(({ model }) => model));
  const newest = (await ports.evaluations.list()).findLast((row) => models.has(row.model) && row.decay != null);
  if (newest?.decay == null) return {};
  const { verdict, evidence } = newest.decay;
  return { decay: { model: newest.model, verdict, evidence, week: newest.predicted_week } };
}

function modelOf({ model, status, trainingDate, trainedAt, result }: ModelRecord): StatusReport['model'] {
  return { model, status, snapshot: trainingDate, trained_at: trainedAt, roc_auc: result.metrics.roc_auc };
}

function predictionsOf(run: PublishedRun): StatusReport['predictions'] {
  const { snapshot, predictedAt, model, horizonDays, result } = run;
  return {
    snapshot,
    predicted_at: predictedAt,
    model,
    scored: result.counts.scored,
    over_on: addDays(snapshot, horizonDays),
  };
}

function nextOf(
  newest: ModelRecord | undefined,
  published: PublishedRun | undefined,
  settings: JobSettings,
  today: string,
): string[] {
  if (newest === undefined) return ['propensity doctor', 'propensity run'];
  if (published === undefined) return ['propensity run'];
  const isOver = addDays(published.snapshot, settings.horizonDays) <= today;
  return isOver ? ['propensity run', 'propensity proba <user_id>'] : ['propensity proba <user_id>', 'propensity serve'];
}

async function ofFolder(io: Io): Promise<StatusReport> {
  const found = await exportsBelow(io.cwd);
  const [first] = found;
  if (first === undefined) {
    return {
      ...NOTHING,
      next: ['propensity simulate', 'propensity init --yes --target purchase', 'propensity run'],
    };
  }
  const names = await eventNames(io, first.events, first.lastDay);
  const target = proposedTarget(names.map((name) => ({ name, users: 0, positives: null })));
  return {
    ...NOTHING,
    exports: found.map(({ events, files, firstDay, lastDay, days }) => ({
      events,
      files,
      first_day: firstDay,
      last_day: lastDay,
      days,
    })),
    event_names: names,
    next: [`propensity init --yes${target === undefined ? '' : ` --target ${target}`}`, 'propensity run'],
  };
}

/** Event names of the newest days; none where it cannot be read, which `init` says. */
async function eventNames(io: Io, events: string, day: string): Promise<string[]> {
  const config = { source: sourceAt(events), target: { event: 'purchase' } };
  const file = resolve(io.cwd, CONFIG_FILE_NAMES[0]);
  try {
    return await withScratchStack(io, { file, config, progress: silentProgress }, async ({ ports }) => {
      const { eventNames } = await ports.events.summarise(addDays(day, 1 - NEWEST_DAYS), addDays(day, 1));
      return mostLikelyTargets(eventNames).map(({ name }) => name);
    });
  } catch (error) {
    if (PropensityError.is(error)) return [];
    throw error;
  }
}
