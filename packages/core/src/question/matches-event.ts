import { asksForNone, type Condition, type ConditionValue, comparedText, subjectOf } from './condition.js';
import type { EventRule } from './event-rule.js';

type Values = Readonly<Record<string, ConditionValue | null>>;

/** What conditions look at in one event. What is left out, null or an empty text has no value. */
export interface MatchableEvent {
  readonly name: string;
  readonly fields?: Values;
  readonly params?: Values;
  readonly userProperties?: Values;
  readonly items?: readonly Values[];
}

/** True when the event has one of the rule's names and all its conditions hold. */
export function matchesEvent(event: MatchableEvent, { events, where }: EventRule): boolean {
  return events.includes(event.name) && where.every((condition) => holds(event, condition));
}

/** True when the condition holds of the event. */
export function holds(event: MatchableEvent, condition: Condition): boolean {
  const { kind, name } = subjectOf(condition);
  const values =
    kind === 'item'
      ? (event.items ?? []).map((item) => item[name])
      : [{ field: event.fields, param: event.params, userProperty: event.userProperties }[kind]?.[name]];
  const known = values.filter((value) => value !== undefined && value !== null && value !== '');
  const holdsSomewhere = known.length === 0 ? asksForNone(condition) : known.some((value) => passes(value!, condition));
  return holdsSomewhere !== (condition.not === true);
}

function passes(value: ConditionValue, { equals, in: oneOf, matches, exists, atLeast, atMost }: Condition): boolean {
  const text = comparedText(value);
  const number = typeof value === 'boolean' || text.trim() === '' ? Number.NaN : Number(text);
  return (
    exists !== false &&
    (equals === undefined || text === comparedText(equals)) &&
    (oneOf === undefined || oneOf.some((each) => text === comparedText(each))) &&
    (matches === undefined || new RegExp(matches, 'u').test(text)) &&
    (atLeast === undefined || number >= atLeast) &&
    (atMost === undefined || number <= atMost)
  );
}
