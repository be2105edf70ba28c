import { z } from 'zod';
import { type Condition, conditionSchema } from './condition.js';
import { eventName } from './event-name.js';

const names = z.union([eventName, z.array(eventName).min(1)]);
const where = z.array(conditionSchema).optional().describe('Conditions that all have to hold of the event.');

/** Events of some names that meet conditions, as a configuration writes them. */
export const eventRuleFields = {
  event: names.describe('The event, or a list of events of which any counts.'),
  where,
};

/** See `eventRuleFields`. */
export const eventRuleSchema = z.strictObject(eventRuleFields);

/** Events of one of these names for which all the conditions hold. */
export interface EventRule {
  readonly events: readonly string[];
  readonly where: readonly Condition[];
}

/** The rule that a configuration writes. */
export function eventRule({ event, where = [] }: z.output<typeof eventRuleSchema>): EventRule {
  return { events: [...new Set([event].flat())], where };
}

/** True where the rule is one event without conditions. */
export function isPlainRule({ events, where }: EventRule): boolean {
  return events.length === 1 && where.length === 0;
}
