import { METRICS } from '@propensity/core/metrics';
import type { ModelArtifact } from '@propensity/core/models';

/** One figure or setting of two models. */
export interface Difference<Value> {
  readonly name: string;
  readonly before: Value;
  readonly after: Value;
}

/** What distinguishes two models; of what is the same in both, nothing. */
export interface ModelDifferences {
  /** Figures of each one's own test users and weeks: see the note of the command. */
  readonly metrics: readonly Difference<number | null>[];
  readonly settings: readonly Difference<unknown>[];
  readonly features: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    /** Of the same name, and computed differently. */
    readonly redefined: readonly string[];
  };
}

/** Compares two model files. */
export function modelDifferences(before: ModelArtifact, after: ModelArtifact): ModelDifferences {
  const [old, now] = [hashesOf(before), hashesOf(after)];
  return {
    metrics: METRICS.flatMap(({ name }) =>
      before.metrics[name] === after.metrics[name]
        ? []
        : [{ name, before: before.metrics[name] ?? null, after: after.metrics[name] ?? null }],
    ),
    settings: differences(settingsOf(before), settingsOf(after)),
    features: {
      added: [...now.keys()].filter((name) => !old.has(name)),
      removed: [...old.keys()].filter((name) => !now.has(name)),
      redefined: [...now].flatMap(([name, hash]) => (old.has(name) && old.get(name) !== hash ? [name] : [])),
    },
  };
}

function hashesOf({ features }: ModelArtifact): ReadonlyMap<string, string> {
  return new Map(features.map(({ name, definitionHash }) => [name, definitionHash]));
}

function settingsOf({ target, question, windows, calibration, model, provenance, metrics }: ModelArtifact) {
  return {
    target: target.event,
    question: question ?? null,
    ...windows,
    'training rows': provenance.counts.rows,
    'training positives': provenance.counts.positives,
    estimator: model.kind,
    calibration: calibration.method,
    threshold: metrics.threshold,
    configuration: provenance.configHash,
    'code version': provenance.codeVersion,
  };
}

function differences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Difference<unknown>[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [one, other] = [before[name] ?? null, after[name] ?? null];
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ name, before: one, after: other }];
  });
}
