import { PropensityError } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import { isStale, type ProbaResult } from '@propensity/core/jobs';
import { LRUCache } from 'lru-cache';
import type { StackKeeper } from '../stack/stack-keeper.js';
import type { Jobs } from './jobs.js';

/** What is known of a user. */
export type Lookup =
  | { readonly found: ProbaResult; readonly stale: boolean; readonly maxAgeSeconds: number }
  /** Never scored. */
  | { readonly absent: PropensityError; readonly maxAgeSeconds: number };

/** Whose prediction of what; of the configuration's target where it is left out. */
interface Asked {
  readonly userId: string;
  readonly target: string | undefined;
}

type Remembered = { readonly found: ProbaResult } | { readonly absent: PropensityError };

interface Memory {
  /** Null when every request is looked up. */
  readonly cache: LRUCache<string, Remembered, Asked> | null;
  readonly settings: JobSettings;
  readonly clock: () => number;
}

/** Users without a score may get one at any time: they are remembered for a tenth of the time, this at most. */
const LONGEST_ABSENCE_MS = 30_000;

/**
 * Looks users up, each only once at a time, and remembers them for `serving.cacheSeconds`; errors are never remembered.
 * Whether a score is stale is worked out for each answer.
 */
export class ProbaLookups {
  #memory: Memory | null = null;
  #opening: Promise<Memory> | null = null;
  /** Lookups that are not over yet. */
  readonly #underWay = new Map<string, Promise<Remembered>>();

  constructor(
    readonly stacks: StackKeeper,
    readonly jobs: Pick<Jobs, 'getProba'>,
  ) {}

  /** @param target the configuration's when left out */
  async find(userId: string, target?: string): Promise<Lookup> {
    const { cache, settings, clock } = this.#memory ?? (await this.#open());
    const asked = { userId, target };
    // Neither holds a NUL.
    const key = target === undefined ? userId : `${userId}\0${target}`;
    const found = await (cache?.forceFetch(key, { context: asked }) ?? this.#lookUpOnce(key, asked));
    const maxAgeSeconds = cache === null ? 0 : Math.floor(cache.getRemainingTTL(key) / 1000);
    if ('absent' in found) return { ...found, maxAgeSeconds };
    return { ...found, stale: isStale(found.found, settings, clock()), maxAgeSeconds };
  }

  /** Forgets everything. Lookups on their way are answered, but not remembered. */
  clear(): void {
    this.#memory = null;
    this.#opening = null;
    this.#underWay.clear();
  }

  async #open(): Promise<Memory> {
    const opening = this.#opening ?? this.#made();
    this.#opening = opening;
    try {
      const memory = await opening;
      if (this.#opening === opening) this.#memory = memory;
      return memory;
    } catch (error) {
      if (this.#opening === opening) this.#opening = null;
      throw error;
    }
  }

  #made(): Promise<Memory> {
    return this.stacks.forLookup(async ({ serving, settings, ports: { clock } }) => {
      if (serving.cacheSeconds === 0) return { cache: null, settings, clock };
      const cache = new LRUCache<string, Remembered, Asked>({
        max: serving.cacheEntries,
        ttl: serving.cacheSeconds * 1000,
        ttlResolution: 0,
        perf: { now: clock },
        // Whoever waits for a user who is pushed out of a full cache still gets an answer.
        ignoreFetchAbort: true,
        fetchMethod: async (_key, _stale, { options, context }) => {
          const answer = await this.#lookUp(context);
          if ('absent' in answer) options.ttl = Math.max(1, Math.min(LONGEST_ABSENCE_MS, serving.cacheSeconds * 100));
          return answer;
        },
      });
      return { cache, settings, clock };
    });
  }

  /** A lookup that others who want to know the same meanwhile take part in. */
  #lookUpOnce(key: string, asked: Asked): Promise<Remembered> {
    const known = this.#underWay.get(key);
    if (known !== undefined) return known;
    const lookup = this.#lookUp(asked);
    this.#underWay.set(key, lookup);
    const end = () => {
      if (this.#underWay.get(key) === lookup) this.#underWay.delete(key);
    };
    lookup.then(end, end);
    return lookup;
  }

  async #lookUp({ userId, target }: Asked): Promise<Remembered> {
    try {
      return {
        found: await this.stacks.forLookup(({ ports, settings }) =>
          this.jobs.getProba(ports, settings, userId, target),
        ),
      };
    } catch (error) {
      if (PropensityError.is(error) && error.code === 'user_not_found') return { absent: error };
      throw error;
    }
  }
}
