import { z } from 'zod';
import { type EventRule, eventRule, eventRuleFields, eventRuleSchema, isPlainRule } from './event-rule.js';

const FORMS = ['event', 'any', 'none'] as const;

/** What is predicted, as a configuration writes it. */
export const targetSchema = z
  .strictObject({
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
  /** Any of these counts as performing the target. */
  readonly any: readonly EventRule[];
  /** Which time counts, from the first day of the lookback on; 1: any time in the label window does. */
  readonly nth: number;
  /** True where the label is that it does not happen. */
  readonly none: boolean;
}

/** The rule that a configuration writes. */
export function targetRule({ event, where, any, none, nth = 1 }: TargetConfig): TargetRule {
  if (none !== undefined) return { any: [eventRule(none)], nth, none: true };
  if (any !== undefined) return { any: any.map(eventRule), nth, none: false };
  return { any: [eventRule({ event: event!, where })], nth, none: false };
}

/** The one event, where the target is nothing but that it happens; null for all others. */
export function plainTargetEvent({ any, nth, none }: TargetRule): string | null {
  const [first] = any;
  return any.length === 1 && isPlainRule(first!) && nth === 1 && !none ? first!.events[0]! : null;
}

/** The names of the events that a target is about. */
export function targetEventsOf({ any }: TargetRule): string[] {
  return [...new Set(any.flatMap(({ events }) => events))];
}
