import { canonicalJson } from '../hashing/canonical-json.js';
import { sha256Hex } from '../hashing/sha256.js';
import { describeTarget } from '../question/describe-rules.js';
import { populationRule } from '../question/population-rule.js';
import { targetRule } from '../question/target-rule.js';
import type { TrainingWindows } from '../windows/training-windows.js';
import { DEFAULT_WINDOWS, type PropensityConfig } from './config-schema.js';
import type { AdaptiveWindows, DecisiveConfig, JobSettings } from './settings.js';
import { sourceIdentity, sourceMember } from './sources/source-schema.js';

/**
 * What the jobs need from a configuration. Windows that it leaves out have their defaults here, and stand in `adaptive`.
 * @param codeVersion version of the program that runs the jobs
 */
export function settingsOf(config: PropensityConfig, codeVersion: string): JobSettings {
  const { source, population, horizonDays, finalLagDays, features, decision, retentionDays } = config;
  const target = targetRule(config.target);
  const member = sourceMember(source.type);
  const { windows } = member ?? {};
  const label = member?.label?.(source);
  const missing = [...new Set(member?.missing?.(source))].sort();
  const { lookbackDays = DEFAULT_WINDOWS.lookbackDays } = windows ?? config;
  const { snapshots = DEFAULT_WINDOWS.snapshots, refit, where, ...others } = config.training;
  // A default that came later stands in no hash: runs of earlier versions keep their ids.
  const training = { ...others, snapshots, ...(refit === false && { refit }) };
  const decisive: DecisiveConfig = {
    source: sourceIdentity(source),
    target: config.target,
    population,
    lookbackDays,
    horizonDays,
    features,
    training,
    decision,
  };
  return {
    targetEvent: describeTarget(target),
    question: {
      target,
      population: populationRule(population, target),
      where: member?.rowConditions?.(source) ?? [],
      userId: userIdOf(source),
      ...(label !== undefined && { label }),
      ...(missing.length > 0 && { missing }),
    },
    lookbackDays,
    horizonDays,
    finalLagDays,
    timeZone: source.timeZone,
    intraday: 'intraday' in source && source.intraday === true,
    allowMissingDays: [...source.allowMissingDays].sort(),
    // Where a model is trained decides nothing about it: it stands in no hash.
    training: where === undefined ? training : { ...training, where },
    ownEvents: features.ownEvents,
    leastLookbackDays: Math.max(1, ...features.add.map(({ windowDays = 1 }) => windowDays)),
    adaptive: windows === undefined ? adaptiveWindows(config, decisive) : undefined,
    decision,
    retentionDays,
    drift: config.drift,
    decay: config.decay,
    holdout: config.holdout,
    activation: config.activation,
    saysConsent: member?.saysConsent,
    analyticsIds: member?.analyticsIds?.(source),
    recalibration: config.recalibration,
    configHash: hashOf(decisive),
    codeVersion,
  };
}

/**
 * The settings with other windows in place of those that the configuration leaves out; the same settings as of a
 * configuration that names them, hash included. Of windows that it names, nothing changes.
 */
export function withWindows(settings: JobSettings, { lookbackDays, snapshots }: TrainingWindows): JobSettings {
  const { adaptive } = settings;
  if (adaptive === undefined) return settings;
  const windows = {
    lookbackDays: adaptive.lookbackDays ? lookbackDays : settings.lookbackDays,
    snapshots: adaptive.snapshots ? snapshots : settings.training.snapshots,
  };
  const { decisive } = adaptive;
  const training = { ...decisive.training, snapshots: windows.snapshots };
  return {
    ...settings,
    lookbackDays: windows.lookbackDays,
    training: { ...settings.training, snapshots: windows.snapshots },
    configHash: hashOf({ ...decisive, lookbackDays: windows.lookbackDays, training }),
  };
}

/** The value of `source.userId`; null where it is the source's default, written or not. */
function userIdOf({ type, userId }: PropensityConfig['source']): unknown {
  return userId === undefined || userId === sourceMember(type)?.defaultUserId ? null : userId;
}

function adaptiveWindows(config: PropensityConfig, decisive: DecisiveConfig): AdaptiveWindows | undefined {
  const lookbackDays = config.lookbackDays === undefined;
  const snapshots = config.training.snapshots === undefined;
  if (!lookbackDays && !snapshots) return undefined;
  return { lookbackDays, snapshots, decisive };
}

function hashOf(decisive: DecisiveConfig): string {
  return sha256Hex(canonicalJson(decisive)).slice(0, 16);
}
