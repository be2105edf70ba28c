import { textOf } from './aggregates/texts.js';
import type { FeatureDeclaration } from './feature.js';

/** [feature, text of a visit, which visit is read, the moment that orders them, what it is]. */
const PAGES_AND_ORIGINS = [
  ['first_page', 'first_page', 'first', 'first_page_micros', 'First page that was viewed'],
  ['last_page', 'last_page', 'last', 'last_page_micros', 'Last page that was viewed'],
  ['last_visit_first_page', 'first_page', 'last', 'first_page_micros', 'Page on which the last visit began'],
  ['last_visit_last_page', 'last_page', 'last', 'first_page_micros', 'Page on which the last visit ended'],
  ['first_visit_first_page', 'landing_page', 'first', 'first_page_micros', 'Page on which the first visit ever began'],
  ['last_content_group', 'last_content_group', 'last', 'first_micros', 'Group of the pages that were viewed last'],
  ['last_source', 'source', 'last', 'first_micros', 'Where the last visit that says so came from'],
  [
    'last_medium',
    'medium',
    'last',
    'first_micros',
    'By which medium the last visit that says so came: an advertisement, a search, a link',
  ],
] as const;

/** The pages that a user began and ended with, and what brought them. */
export function visitFeatures(lookbackDays: number): FeatureDeclaration[] {
  return PAGES_AND_ORIGINS.map(([name, column, which, at, what]) => ({
    name,
    unit: 'category',
    meaning: `${what}, in the last ${lookbackDays} days.`,
    grain: 'visits',
    windowDays: lookbackDays,
    whenNone: null,
    manyLevels: true,
    givesWay: true,
    aggregate: textOf(column, which, at),
  }));
}
