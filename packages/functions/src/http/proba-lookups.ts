import { isStale, type JobSettings, type ProbaResult, PropensityError } from '@propensity/core';
import { LRUCache } from 'lru-cache';
import type { StackKeeper } from '../stack/stack-keeper.js';
import type { Jobs } from './jobs.js';

/** What is known of a user. */
export type Lookup =
  | { readonly found: ProbaResult; readonly stale: boolean; readonly maxAgeSeconds: number }
  /** Never scored. */
  | { readonly absent: PropensityError; readonly maxAgeSeconds: number };

type Remembered = { readonly found: ProbaResult } | { readonly absent: PropensityError };

interface Memory {
  readonly cache: LRUCache<string, Remembered>;
  /** False when every request is looked up. */
  readonly keeps: boolean;
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
  #memory: Promise<Memory> | null = null;

  constructor(
    readonly stacks: StackKeeper,
    readonly jobs: Pick<Jobs, 'getProba'>,
  ) {}

  async find(userId: string): Promise<Lookup> {
    const { cache, keeps, settings, clock } = await this.#remembering();
    const remembered = await cache.forceFetch(userId, { forceRefresh: !keeps });
    const maxAgeSeconds = keeps ? Math.floor(cache.getRemainingTTL(userId) / 1000) : 0;
    if ('absent' in remembered) return { ...remembered, maxAgeSeconds };
    return { ...remembered, stale: isStale(remembered.found, settings, clock()), maxAgeSeconds };
  }

  /** Forgets everything. Lookups on their way are answered, but not remembered. */
  clear(): void {
    this.#memory = null;
  }

  #remembering(): Promise<Memory> {
    this.#memory ??= this.#open().catch((error) => {
      this.#memory = null;
      throw error;
    });
    return this.#memory;
  }

  #open(): Promise<Memory> {
    return this.stacks.forLookup(async ({ serving, settings, ports: { clock } }) => {
      const cache = new LRUCache<string, Remembered>({
        max: serving.cacheEntries,
        // Zero would mean for ever.
        ttl: Math.max(1, serving.cacheSeconds * 1000),
        ttlResolution: 0,
        perf: { now: clock },
        // Whoever waits for a user who is pushed out of a full cache still gets an answer.
        ignoreFetchAbort: true,
        fetchMethod: async (userId, _stale, { options }) => {
          const answer = await this.#lookUp(userId);
          if ('absent' in answer) options.ttl = Math.max(1, Math.min(LONGEST_ABSENCE_MS, serving.cacheSeconds * 100));
          return answer;
        },
      });
      return { cache, keeps: serving.cacheSeconds > 0, settings, clock };
    });
  }

  async #lookUp(userId: string): Promise<Remembered> {
    try {
      return {
        found: await this.stacks.forLookup(({ ports, settings }) => this.jobs.getProba(ports, settings, userId)),
      };
    } catch (error) {
      if (PropensityError.is(error) && error.code === 'user_not_found') return { absent: error };
      throw error;
    }
  }
}
