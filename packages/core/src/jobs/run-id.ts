import { canonicalJson } from '../hashing/canonical-json.js';
import { sha256Hex } from '../hashing/sha256.js';

/**
 * The deterministic name of a run: job, snapshot and a hash of everything else that determines its result. The same run
 * twice has the same id, so that the second finds what the first left.
 */
export function runIdOf(job: string, snapshot: string, decisive: Readonly<Record<string, unknown>>): string {
  return `${job}-${snapshot}-${sha256Hex(canonicalJson(decisive)).slice(0, 12)}`;
}

/** One hash for a list of features: changes when a feature is added, dropped, reordered or computed in another way. */
export function featureHashOf(features: readonly { readonly name: string; readonly definitionHash: string }[]): string {
  return sha256Hex(canonicalJson(features.map(({ name, definitionHash }) => [name, definitionHash]))).slice(0, 16);
}
