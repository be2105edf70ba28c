import { PropensityError } from '@propensity/core';

const MARK = 'unreadable field';
/** Characters of a value that a message shows. */
const SHOWN = 80;

/** The error text, up to the value, with which a statement ends at a value that cannot be read. */
export function refusedValueText(field: string, expected: string): string {
  return `${MARK} ${field}; expected ${expected}; found `;
}

/** Characters of the value that follow. */
export const REFUSED_VALUE_LENGTH = SHOWN;

/** The refusal with which a statement ended; null where `message` is of another error. */
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
