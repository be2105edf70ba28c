import { userInfo } from 'node:os';
import { PropensityError } from '@propensity/core';
import { shadowGate } from '@propensity/core/jobs';
import { globalEffects, globalShapes, type ModelArtifact, parseArtifact } from '@propensity/core/models';
import type { Ports } from '@propensity/core/ports';
import {
  changeModels,
  chooseModel,
  MODEL_ACTIONS,
  type ModelAction,
  modelsOfTarget,
  type StandingModel,
  servingModel,
  standingModels,
} from '@propensity/core/registry';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { modelDifferences } from '../models/model-differences.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderDiff } from '../render/render-diff.js';
import { renderEffects } from '../render/render-effects.js';
import { renderModel } from '../render/render-model.js';
import { renderModelChange } from '../render/render-model-change.js';
import { renderModels } from '../render/render-models.js';
import { renderShapes } from '../render/render-shapes.js';
import type { EffectsResult, ListedModel, ModelDiffResult, ModelResult, ModelsResult } from '../results.js';
import { withStack } from '../with-stack.js';

export type ModelsOptions = GlobalOptions & {
  readonly effects?: boolean;
  readonly model?: string;
  readonly why?: string;
  readonly by?: string;
};

type OfModels = (io: Io, options: ModelsOptions, names: readonly string[]) => Promise<Outcome>;

/** What `models` takes as its first word, and how many names follow it. */
const ACTIONS: Readonly<Record<string, { readonly names: number; readonly run: OfModels }>> = {
  list: { names: 0, run: listCommand },
  show: { names: 1, run: showCommand },
  diff: { names: 2, run: diffCommand },
  ...Object.fromEntries(
    MODEL_ACTIONS.map((action) => [
      action,
      { names: action === 'rollback' || action === 'unpin' ? 0 : 1, run: changeCommand(action) },
    ]),
  ),
};

/** The words that `models` takes. */
export const MODEL_WORDS = Object.keys(ACTIONS);

/** @throws PropensityError `usage` for too few or too many names */
export function modelsCommand(
  io: Io,
  options: ModelsOptions,
  word: string,
  names: readonly string[],
): Promise<Outcome> {
  if (options.effects === true) return effectsCommand(io, options);
  const { names: wanted, run } = ACTIONS[word]!;
  if (names.length === wanted) return run(io, options, names);
  const form = ['propensity models', word, ...Array.from({ length: wanted }, () => '<name>')].join(' ');
  throw new PropensityError('usage', `"models ${word}" takes ${wanted} names, not ${names.length}: ${form}`, {
    kind: 'usage',
    hint: 'List the names with "propensity models".',
  });
}

function listCommand(io: Io, options: ModelsOptions): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ ports }) => {
    const models = await allModels(ports);
    const serving = servingModels(models);
    const json: ModelsResult = { models: models.map((model) => listed(model, serving)) };
    return outcome(json, (screen) => renderModels(models, serving, screen));
  });
}

function showCommand(io: Io, options: ModelsOptions, [name]: readonly string[]): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ ports }) => {
    const models = await allModels(ports);
    const found = named(models, name!);
    const changes = (await ports.registry.changes()).filter(
      ({ model, passedOver }) => model === name || passedOver.includes(name!),
    );
    const weeks = (await ports.evaluations.listShadow()).filter((week) => week.model === name);
    const shadow = shadowGate(weeks);
    const json: ModelResult = {
      ...listed(found, servingModels(models)),
      gate: found.result.status,
      reasons: found.result.reasons,
      counts: found.result.counts,
      ...(found.result.recalibration && { recalibration: found.result.recalibration }),
      lookback_days: found.lookbackDays,
      horizon_days: found.horizonDays,
      code_version: found.codeVersion,
      ...(shadow !== null && { shadow_gate: shadow }),
      changes,
    };
    return outcome(json, (screen) => renderModel(json, screen));
  });
}

function diffCommand(io: Io, options: ModelsOptions, names: readonly string[]): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ ports }) => {
    const models = await allModels(ports);
    const [before, after] = names.map((name) => named(models, name)) as [StandingModel, StandingModel];
    const [one, other] = [await artifactOf(ports, before), await artifactOf(ports, after)];
    const json: ModelDiffResult = { before: before.model, after: after.model, ...modelDifferences(one, other) };
    return outcome(json, (screen) => renderDiff(json, screen));
  });
}

function changeCommand(action: ModelAction): OfModels {
  return (io, options, [model]) =>
    withStack(io, { ...options, quiet: true }, async ({ ports, settings }) => {
      const { by = accountName(), why } = options;
      const result = await changeModels(ports, settings, { action, model, by, why });
      return outcome(result, (screen) => renderModelChange(result, screen));
    });
}

/** What a model has learnt: that of the next predictions, or the one named. */
function effectsCommand(io: Io, options: ModelsOptions): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ ports, settings }) => {
    const models = options.model === undefined ? await modelsOfTarget(ports, settings) : await allModels(ports);
    const { record } = chooseModel(models, '9999-12-31', options.model);
    const artifact = await artifactOf(ports, record);
    const effects = globalEffects(artifact);
    const shapes = globalShapes(artifact);
    const json: EffectsResult = { model: record.model, effects, ...(shapes && { shapes }) };
    return outcome(json, (screen) =>
      shapes === null ? renderEffects(record.model, effects, screen) : renderShapes(record.model, shapes, screen),
    );
  });
}

async function allModels({ registry }: Pick<Ports, 'registry'>): Promise<readonly StandingModel[]> {
  return standingModels(await registry.list(), await registry.changes());
}

async function artifactOf({ artifacts }: Pick<Ports, 'artifacts'>, record: StandingModel): Promise<ModelArtifact> {
  const { fileNameInBucket: fileName, sha256 } = record;
  return parseArtifact(await artifacts.read(fileName), { sha256, fileName });
}

/** The model of each target that its next predictions would use. */
function servingModels(models: readonly StandingModel[]): ReadonlySet<string> {
  const targets = new Set(models.map(({ targetEvent }) => targetEvent));
  const serving = [...targets].map((target) =>
    servingModel(models.filter(({ targetEvent }) => targetEvent === target)),
  );
  return new Set(serving.flatMap((found) => found?.model ?? []));
}

function listed(record: StandingModel, serving: ReadonlySet<string>): ListedModel {
  const { model, targetEvent, trainingDate, trainedAt, status, pinned, result } = record;
  return {
    model,
    target: targetEvent,
    snapshot: trainingDate,
    trained_at: trainedAt,
    status,
    champion: serving.has(model),
    pinned: pinned !== undefined,
    ...(result.recalibration && { parent: result.recalibration.parent }),
    metrics: result.metrics,
    artifact: result.artifact,
  };
}

/** @throws PropensityError `unknown_model` */
function named(models: readonly StandingModel[], name: string): StandingModel {
  return chooseModel(models, '9999-12-31', name).record;
}

/** Whoever runs the command, by the name of their account here. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
