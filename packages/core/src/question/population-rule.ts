import { z } from 'zod';
import { type EventRule, eventRule, eventRuleFields } from './event-rule.js';
import type { TargetRule } from './target-rule.js';

const events = z.strictObject(eventRuleFields);
const withinDays = z
  .int()
  .min(1)
  .max(730)
  .optional()
  .describe('Only in the last days before S, this many; the whole lookback when left out.');

/** Whom a model is about, as a configuration writes it. */
export const populationSchema = z
  .strictObject({
    did: z
      .union([z.literal('target'), z.strictObject({ ...eventRuleFields, withinDays })])
      .optional()
      .describe(
        'Only users who did this before S: an event, or "target" for those who have done the target (repeat, churn).',
      ),
    never: z
      .union([z.literal('target'), events])
      .optional()
      .describe('Only users who have not done this in the lookback: "target" for first purchases and first sign-ups.'),
    minEvents: z.int().min(1).optional().describe('Only users with at least this many events in the lookback.'),
  })
  .describe('Whom a model is about, decided at S from the lookback alone; everyone who was seen when left out.');

/** A checked population with nothing filled in. */
export type PopulationConfig = z.output<typeof populationSchema>;

/** Events that a population looks for, and in how many days before S; null: in the whole lookback. */
export interface DoneRule {
  readonly any: readonly EventRule[];
  readonly withinDays: number | null;
}

/** Whom a model is about: users with an event in the lookback for whom all of this holds, by events of the lookback alone. */
export interface PopulationRule {
  readonly did: DoneRule | null;
  readonly never: DoneRule | null;
  readonly minEvents: number;
}

/** Everyone who was seen. */
export const EVERYONE: PopulationRule = { did: null, never: null, minEvents: 1 };

/** The rule that a configuration writes. */
export function populationRule(config: PopulationConfig | undefined, target: TargetRule): PopulationRule {
  if (config === undefined) return EVERYONE;
  const { did, never, minEvents = 1 } = config;
  return {
    did: did === undefined ? null : doneRule(did, target),
    never: never === undefined ? null : doneRule(never, target),
    minEvents,
  };
}

/** True where the rule leaves nobody out. */
export function isEveryone({ did, never, minEvents }: PopulationRule): boolean {
  return did === null && never === null && minEvents === 1;
}

function doneRule(
  config: Exclude<PopulationConfig['did'] | PopulationConfig['never'], undefined>,
  target: TargetRule,
): DoneRule {
  if (config === 'target') return { any: target.any, withinDays: null };
  const { withinDays = null } = 'withinDays' in config ? config : {};
  return { any: [eventRule({ event: config.event, where: config.where })], withinDays };
}
