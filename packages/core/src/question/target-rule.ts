import { z } from 'zod';
import { type EventRule, eventRule, eventRuleFields, eventRuleSchema, isPlainRule } from './event-rule.js';

const FORMS = ['event', 'any', 'none'] as const;

const targetName = z
  .string()
  .regex(/^\S(?:[^\p{Cc}]*\S)?$/u, 'a name without control characters, and without spaces around it')
  .max(256)
  .describe(
    'What the tables call this target, where several stand side by side; the event, or the rule in words, when left out.',
  );

/** What is predicted, as a configuration writes it. */
export const targetSchema = z
  .strictObject({
    name: targetName.optional(),
    event: eventRuleFields.event.optional().describe('The event to predict, or a list of which any counts.'),
    where: eventRuleFields.where,
    any: z
      .array(eventRuleSchema)
      .min(1)
      .optional()
      .describe('Several events, each with conditions of its own: any of them counts.'),
    none: eventRuleSchema
      .optional()
      .describe(
        'The label is that none of these events happens: churn. Give a population of those who did them before.',
      ),
    nth: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'The label is that it happens for the n-th time, counted from the first day of the lookback; an order that is sent twice counts once.',
      ),
  })
  .refine((target) => FORMS.filter((key) => target[key] !== undefined).length === 1, {
    error: `exactly one of ${FORMS.join(', ')}`,
  })
  .refine(({ event, where }) => event !== undefined || where === undefined, {
    error: '"where" beside "event"; conditions of "any" and "none" stand inside them',
  })
  .refine(({ none, nth }) => none === undefined || nth === undefined, { error: '"nth" without "none"' });

/** A checked target with nothing filled in. */
export type TargetConfig = z.output<typeof targetSchema>;

/** What is predicted of a user. */
export interface TargetRule {
  /** What the configuration calls it; left out where it is called as it reads. */
  readonly name?: string;
  /** Any of these counts as performing the target. */
  readonly any: readonly EventRule[];
  /** Which time counts, from the first day of the lookback on; 1: any time in the label window does. */
  readonly nth: number;
  /** True where the label is that it does not happen. */
  readonly none: boolean;
}

/** The rule that a configuration writes. */
export function targetRule({ name, event, where, any, none, nth = 1 }: TargetConfig): TargetRule {
  const named = name === undefined ? {} : { name };
  if (none !== undefined) return { ...named, any: [eventRule(none)], nth, none: true };
  if (any !== undefined) return { ...named, any: any.map(eventRule), nth, none: false };
  return { ...named, any: [eventRule({ event: event!, where })], nth, none: false };
}

/** The one event, where the target is nothing but that it happens, and is called so; null for all others. */
export function plainTargetEvent({ name, any, nth, none }: TargetRule): string | null {
  const [first] = any;
  if (any.length !== 1 || !isPlainRule(first!) || nth !== 1 || none) return null;
  const event = first!.events[0]!;
  return name === undefined || name === event ? event : null;
}

/** The names of the events that a target is about. */
export function targetEventsOf({ any }: TargetRule): string[] {
  return [...new Set(any.flatMap(({ events }) => events))];
}
