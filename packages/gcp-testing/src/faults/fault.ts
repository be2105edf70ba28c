import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Everything that can go wrong between a client and a server, by what the client sees of it. */
export const FAULT_KINDS = [
  /** The answer comes late. */
  'delayed',
  /** The connection breaks before the server has heard anything. */
  'dropped',
  /** The server refuses for load, or fails, without having done anything. */
  'answered 429',
  'answered 500',
  'answered 503',
  /** The server acts and answers; the connection breaks in the middle of the body. */
  'cut short',
  /** The server acts; the connection breaks before a byte of the answer. */
  'answer lost',
  /** The answer is whole; the connection, which the client believes is kept, is closed behind it. */
  'closed while kept alive',
] as const;

/** One of these, or a refusal that no repeating helps against. */
export type FaultKind = (typeof FAULT_KINDS)[number] | 'answered 403';

/** A request on its way through a proxy. */
export interface ProxiedRequest {
  readonly server: 'bigquery' | 'storage';
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body: Buffer;
}

/** Says what is to happen to a request; null lets it through. */
export type FaultPlan = (request: ProxiedRequest) => FaultKind | null;

export interface SeededFaultOptions {
  readonly seed: number;
  /** Share of the requests that something happens to, in [0, 1]. */
  readonly rate: number;
  readonly kinds?: readonly FaultKind[];
  /** So many faults in a row, and the next request gets through. Default 3: whoever repeats is answered in the end. */
  readonly longestRun?: number;
  /** Names who asks, where several ask at once: each has a row of its own. Default: one asks. */
  readonly askerOf?: (request: ProxiedRequest) => string;
}

/** A plan that depends on nothing but the seed, how many requests there were before, and who asks. */
export function seededFaults(options: SeededFaultOptions): FaultPlan {
  const { seed, rate, kinds = FAULT_KINDS, longestRun = 3, askerOf = () => '' } = options;
  const generator = xoroshiro128plus(seed);
  const uniform = () => (generator.next() >>> 0) / 2 ** 32;
  const runs = new Map<string, number>();
  return (request) => {
    const asker = askerOf(request);
    const kind = uniform() < rate ? kinds[Math.floor(uniform() * kinds.length)]! : null;
    const before = runs.get(asker) ?? 0;
    const run = kind === null || before === longestRun ? 0 : before + 1;
    runs.set(asker, run);
    return run === 0 ? null : kind;
  };
}
