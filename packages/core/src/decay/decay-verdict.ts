import type { WeekBets } from './bets.js';

/** A model that keeps its promise is called decayed once in so many models' lives at most, however long they are. */
export const EVIDENCE_LIMIT = 20;

/** What a model that has decayed does: more or fewer convert than it says, or it ranks worse than it promised. */
export type DecayKind = 'more' | 'fewer' | 'ranking';

/** What the weeks of a model's life say so far. */
export interface DecayVerdict {
  readonly verdict: 'holds' | 'decayed';
  /** The largest evidence so far, in favour of decay; 20 and more is a verdict. A product of e-values, at most 1e9. */
  readonly evidence: number;
  /** What speaks most for it in the week of the largest evidence; null while nothing does. */
  readonly kind: DecayKind | null;
  /** The week from which on it speaks, by S; null while nothing does. */
  readonly since: string | null;
  /** Weeks that were looked at. */
  readonly weeks: number;
}

/** A week of a model's life. */
export interface DecayWeek {
  readonly week: string;
  readonly bets: WeekBets;
}

const KINDS: readonly DecayKind[] = ['more', 'fewer', 'ranking'];
/** A number of a table; more evidence changes nothing. */
const LARGEST = 1e9;

/**
 * Whether a model has decayed, after every week of its life in order: a mixture of test martingales. Each speaks for one kind of decay, of
 * one size, from one week on; the s-th week has the weight 1/(s(s + 1)), which add up to 1 over all weeks there may be. While the model
 * keeps its promise, the mixture is a supermartingale that begins at 1, and so it reaches 20 in one of 20 lives at most (Ville), whenever
 * one looks. What has reached it stays: the verdict is on the model, not on the week.
 * @param weeks final, not in-sample, each once, oldest first
 * @see Ville, "Étude critique de la notion de collectif" (1939); Shafer et al., "Test martingales, Bayes factors and p-values" (2011);
 * Shin, Ramdas, Rinaldo, "E-detectors: a nonparametric framework for sequential change detection" (2024)
 */
export function decayVerdict(weeks: readonly DecayWeek[]): DecayVerdict {
  let best = { evidence: 0, kind: null as DecayKind | null, since: null as string | null };
  for (let end = 1; end <= weeks.length; end++) {
    const now = evidenceOf(weeks.slice(0, end));
    if (now.evidence > best.evidence) best = now;
  }
  // At most 1 speaks for nothing.
  const speaks = best.evidence > 1;
  return {
    verdict: best.evidence >= EVIDENCE_LIMIT ? 'decayed' : 'holds',
    evidence: best.evidence,
    kind: speaks ? best.kind : null,
    since: speaks ? best.since : null,
    weeks: weeks.length,
  };
}

function evidenceOf(weeks: readonly DecayWeek[]) {
  const n = weeks.length;
  // Those that begin later have not bet yet: their wealth is the weight that is left.
  let evidence = 1 / (n + 1);
  let largest = 0;
  let kind: DecayKind | null = null;
  let since: string | null = null;
  for (const of of KINDS) {
    const bets = weeks[0]!.bets[of].length;
    for (let bet = 0; bet < bets; bet++) {
      let wealth = 0;
      for (let start = n - 1; start >= 0; start--) {
        wealth += weeks[start]!.bets[of][bet]!;
        const weight = 1 / ((start + 1) * (start + 2) * bets * KINDS.length);
        const part = Math.min(LARGEST, weight * Math.exp(Math.min(50, wealth)));
        evidence += part;
        if (part > largest) [largest, kind, since] = [part, of, weeks[start]!.week];
      }
    }
  }
  return { evidence: Math.min(LARGEST, evidence), kind, since };
}
