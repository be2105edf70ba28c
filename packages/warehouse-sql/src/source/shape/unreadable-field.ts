import { PropensityError } from '@propensity/core';
import { closestName } from '@propensity/core/config';
import type { RawSchema } from '../raw-schema.js';
import type { ShapeRefusal } from './check-shape.js';

/** The error for a field that cannot be read. @param where what a message calls the rows: a file, or a table */
export function unreadableField({ field, found, expected, fix }: ShapeRefusal, where: string): PropensityError {
  return new PropensityError(
    'unreadable_field',
    `The field "${field}" of ${where} cannot be read: expected ${expected}, found ${found}.`,
    { kind: 'usage', hint: fix, details: { field, found, expected, where } },
  );
}

/** A field that the configuration names and that rows of these fields have not got. */
export function absentField(field: string, schema: Pick<RawSchema, 'keys'>): ShapeRefusal {
  const near = closestName(field, [...schema.keys()]);
  return {
    field,
    found: 'no such field',
    expected: 'the field that "source" or a condition of the configuration names',
    fix: `${near === null ? '' : `Did you mean "${near}"? `}Export it on every day, or change the configuration.`,
  };
}
