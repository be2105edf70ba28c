import type { DecisionPolicy } from './decision-policy.js';

/** Which of the scored users predictions selects: as many as can be reached, or everyone from a probability on. */
export type Selection = { readonly topUsers: number } | { readonly threshold: number };

/**
 * The rule by which a run selects: a capacity as it is configured now, otherwise the threshold that training chose.
 * @param threshold the model's, see `decisionThreshold`
 */
export function selectionOf(policy: DecisionPolicy | undefined, threshold: number): Selection {
  return policy !== undefined && 'topUsers' in policy ? { topUsers: policy.topUsers } : { threshold };
}

/**
 * The users of a batch that are selected. By `topUsers`: those of the highest probabilities, never more than that many;
 * ties go to the user ids that come first in the order of their code points. By `threshold`: everyone whose probability
 * is at least that. The reference for the warehouses' SQL.
 * @param batch each user once, with a probability in [0, 1]
 */
export function selectedUsers(
  batch: readonly { readonly userId: string; readonly proba: number }[],
  selection: Selection,
): ReadonlySet<string> {
  const chosen =
    'threshold' in selection
      ? batch.filter(({ proba }) => proba >= selection.threshold)
      : batch.toSorted((a, b) => b.proba - a.proba || byCodePoint(a.userId, b.userId)).slice(0, selection.topUsers);
  return new Set(chosen.map(({ userId }) => userId));
}

/**
 * Order of UTF-8 bytes, in which warehouses compare texts; `<` compares UTF-16 units, where surrogates come too early.
 */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = rankOf(a.charCodeAt(i)) - rankOf(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function rankOf(unit: number): number {
  const [firstSurrogate, lastSurrogate] = [0xd800, 0xdfff];
  if (unit < firstSurrogate) return unit;
  return unit > lastSurrogate ? unit - 0x800 : unit + 0x2000;
}
