import type { BinCounts, FeatureBins } from './feature-bins.js';
import type { InputProfile } from './input-profile.js';

/** What a model file keeps of its newest training snapshot, beside `InputProfile`. */
export interface TrainedDistributions {
  /** The snapshot, YYYY-MM-DD. */
  readonly snapshot: string;
  readonly bins: readonly FeatureBins[];
  readonly features: readonly BinCounts[];
  readonly scores: ScoreCounts & { readonly edges: readonly number[] };
}

/** Users by score. */
export interface ScoreCounts {
  /** In the order of the bins. */
  readonly counts: readonly number[];
}

/** What is compared of a snapshot. */
export interface DriftState {
  /** The snapshot. */
  readonly week: string;
  readonly features: readonly FeatureState[];
  readonly scores: readonly number[];
  readonly volumes: readonly VolumeState[];
}

/** Users of a feature: by bin, and the shares of whom it is missing, 0 or a level that the model does not know. */
export interface FeatureState {
  readonly name: string;
  readonly counts: readonly number[];
  readonly missing: number;
  readonly zero: number;
  readonly unseen: number;
}

/** The users of a snapshot, or the events per user of its last days: all, or those of a name. */
export interface VolumeState {
  readonly kind: 'users' | 'events';
  /** Of events; empty for all. */
  readonly name: string;
  readonly value: number;
  /** What was counted, as far as it stands for itself: users, or events, of which a user's count as one. */
  readonly n: number;
}

/** Of rarer events nothing is said: share of all events. */
const LEAST_SHARE = 0.005;

/** What is compared of a snapshot with another one. */
export function driftState(
  week: string,
  inputs: InputProfile,
  { features, scores }: { readonly features: readonly BinCounts[]; readonly scores: readonly number[] },
): DriftState {
  const profileOf = new Map(inputs.features.map((profile) => [profile.name, profile]));
  const share = (n: number) => (inputs.profiled === 0 ? 0 : n / inputs.profiled);
  return {
    week,
    features: features.flatMap(({ name, counts }) => {
      const profile = profileOf.get(name);
      if (profile === undefined) return [];
      const { missing, zero, unseen } = profile;
      return [{ name, counts, missing: share(missing), zero: share(zero), unseen: share(unseen) }];
    }),
    scores,
    volumes: volumesOf(inputs),
  };
}

function volumesOf({ users, recent }: InputProfile): VolumeState[] {
  const events = (name: string, count: number): VolumeState => ({
    kind: 'events',
    name,
    value: recent.users === 0 ? 0 : count / recent.users,
    n: Math.min(count, recent.users),
  });
  return [
    { kind: 'users', name: '', value: users, n: users },
    // A source without events says 0 of all.
    ...(recent.events === 0 ? [] : [events('', recent.events)]),
    ...Object.entries(recent.names).flatMap(([name, count]) =>
      count >= LEAST_SHARE * recent.events ? [events(name, count)] : [],
    ),
  ];
}
