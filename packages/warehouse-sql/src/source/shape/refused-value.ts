import { PropensityError } from '@propensity/core';

const MARK = 'unreadable field';
/** As much of a value as a message shows. */
const SHOWN = 80;

/** The text of the error that a statement ends with at a value that cannot be read, up to the value. */
export function refusedValueText(field: string, expected: string): string {
  return `${MARK} ${field}; expected ${expected}; found `;
}

/** How much of the value follows. */
export const REFUSED_VALUE_LENGTH = SHOWN;

/** The refusal that a statement ended with; null where `message` is of another error. */
export function refusedValueOf(message: string): PropensityError | null {
  const [, field, expected, found] = /unreadable field (.+?); expected (.+?); found ([^\n]*)/.exec(message) ?? [];
  if (field === undefined) return null;
  return new PropensityError(
    'unreadable_field',
    `The field "${field}" cannot be read: expected ${expected}, found ${found!.trim() === '' ? 'nothing' : found!.trim().slice(0, SHOWN)}`,
    {
      kind: 'usage',
      hint: 'Export it again in the nested form that BigQuery exports.',
      details: { field, expected: expected!, found: found!.slice(0, SHOWN) },
    },
  );
}
