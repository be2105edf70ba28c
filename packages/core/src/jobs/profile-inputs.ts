import type { ModelArtifact } from '../artifact/model-artifact.js';
import { type CollapsedInput, collapsedInputs } from '../drift/collapsed-inputs.js';
import { describeCollapse } from '../drift/describe-collapse.js';
import type { InputProfile } from '../drift/input-profile.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { FeatureSnapshots, SnapshotSummary } from '../ports/feature-snapshots.js';
import type { Ports } from '../ports/ports.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { addDays } from '../windows/calendar-day.js';

/** Shares of this many users are within .3 points of those of all users; counting more takes longer for nothing. */
const PROFILED_USERS = 200_000;

/**
 * What the inputs of a model are at a materialised snapshot.
 * @param model its preprocessing has the levels that it knows
 * @param days of `recent`
 * @param minUsers no count of the features is of fewer
 */
export async function profileInputs(
  { events }: Pick<Ports, 'events'>,
  snapshots: FeatureSnapshots,
  { snapshot, users }: SnapshotSummary,
  model: { readonly preprocessing: readonly FittedTransformer[] },
  days: number,
  minUsers?: number,
): Promise<InputProfile> {
  const share = profiledShare(users);
  const profile = await snapshots.profile(snapshot, { levels: knownLevels(model.preprocessing), share, minUsers });
  const recent = await events.recentEvents?.(addDays(snapshot, -days), snapshot);
  return { ...profile, recent: recent ?? { days, users: 0, events: 0, names: {}, known: {} } };
}

/** The share of a snapshot's users whose features are counted. */
export function profiledShare(users: number): number {
  return Math.min(1, PROFILED_USERS / Math.max(1, users));
}

function knownLevels(preprocessing: readonly FittedTransformer[]): Map<string, readonly string[]> {
  return new Map(
    preprocessing.flatMap((transformer) =>
      transformer.kind === 'categorical' && transformer.othersAreRare !== true
        ? [[transformer.name, [...transformer.levels, ...transformer.rareLevels]] as const]
        : [],
    ),
  );
}

/** What predictions has to say of its inputs. */
export interface CheckedInputs {
  /** What has collapsed and is published nevertheless; empty where nothing has. */
  readonly accepted: readonly CollapsedInput[];
  /** What the inputs are; null where the model does not say what they were. */
  readonly now: InputProfile | null;
  readonly notes: readonly string[];
}

/**
 * Compares the inputs of a materialised snapshot with those that the model was trained on. A model of an earlier version does
 * not hold them: a note says so.
 * @param accept publishes although inputs have collapsed
 * @throws PropensityError `collapsed_inputs` (kind `refused`) when inputs have collapsed
 */
export async function checkInputs(
  ports: Pick<Ports, 'events' | 'progress'>,
  snapshots: FeatureSnapshots,
  summary: SnapshotSummary,
  artifact: ModelArtifact,
  accept: boolean,
): Promise<CheckedInputs> {
  const { name, inputs } = artifact;
  if (inputs === undefined) return { accepted: [], now: null, notes: [notComparedNote(name)] };
  const now = await profileInputs(ports, snapshots, summary, artifact, inputs.recent.days);
  const collapsed = collapsedInputs(inputs, now);
  if (collapsed.length === 0) return { accepted: [], now, notes: [] };
  const error = collapsedInputsError(name, summary.snapshot, collapsed);
  if (!accept) throw error;
  ports.progress.warn(`${error.message} Published nevertheless, as --accept-drift asks.`);
  return { accepted: collapsed, now, notes: [] };
}

/** What is said of a model that an earlier version trained. */
export function notComparedNote(model: string): string {
  return `The model ${model} was trained by a version that did not keep what its inputs were: they were not compared. The next training keeps it.`;
}

/** What a training has to say where its inputs have collapsed since the champion's: the new model hides it. Null where none has. */
export function collapseNote(champion: string, before: InputProfile, now: InputProfile): string | null {
  const collapsed = collapsedInputs(before, now);
  if (collapsed.length === 0) return null;
  return `Inputs have collapsed since the champion ${champion} was trained: ${describeCollapse(collapsed)}. See whether the tags of the site still fire.`;
}

function collapsedInputsError(model: string, snapshot: string, collapsed: readonly CollapsedInput[]): PropensityError {
  return new PropensityError(
    'collapsed_inputs',
    `Inputs at ${snapshot} have collapsed since the model ${model} was trained: ${describeCollapse(collapsed)}.`,
    {
      kind: 'refused',
      hint: `${COLLAPSE_HINT} Nothing was written; --accept-drift publishes all the same, and records it.`,
      details: { inputs: collapsed },
    },
  );
}

/** How to find out what has happened. */
export const COLLAPSE_HINT =
  'See whether the tags of the site still fire, and whether the last days of the export are whole. Where the change is meant to stay, train again once the training snapshots show it.';
