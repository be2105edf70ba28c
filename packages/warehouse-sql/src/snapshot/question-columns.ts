import type { JobSettings } from '@propensity/core/config';
import { isEveryone } from '@propensity/core/question';
import type { CustomColumn } from '../source/event-columns.js';
import type { EventExport } from '../source/event-export.js';
import { PEOPLE_COLUMNS } from '../source/user-id/people.js';
import { populationFlags } from './population-sql.js';

/** The columns of flat events that a question needs beside those of its features. */
export function questionColumns(source: EventExport, { question }: Pick<JobSettings, 'question'>): CustomColumn[] {
  return [...populationFlags(question.population), ...(source.people === undefined ? [] : PEOPLE_COLUMNS)];
}

/**
 * What of a question decides the rows of a feature snapshot: nothing where they are of everyone, by all rows and the source's own id, so
 * that the names of tables stay what they were.
 */
export function questionIdentity({ question }: Pick<JobSettings, 'question'>): Readonly<Record<string, unknown>> {
  const { population, where, userId } = question;
  return {
    ...(isEveryone(population) ? {} : { population }),
    ...(where.length === 0 ? {} : { where }),
    ...(userId === null ? {} : { userId }),
  };
}
