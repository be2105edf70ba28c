import { PropensityError } from '@propensity/core';
import type { SourceConfig } from '@propensity/core/config';
import type { BigQuerySourceType } from './bigquery-source.js';
import { ga4Source } from './ga4.js';
import { tableSource } from './table.js';
import { uaSource } from './ua.js';

/** The sources of the stack on Google Cloud, by their type. */
const bigQuerySources: { readonly [T in SourceConfig['type']]?: BigQuerySourceType<T> } = {
  ga4: ga4Source,
  table: tableSource,
  ua: uaSource,
};

/**
 * The type of source that a configuration names.
 * @throws PropensityError `unsupported_source` for a type that this stack has not
 */
export function bigQuerySourceType({ type }: SourceConfig): BigQuerySourceType<SourceConfig['type']> {
  const found = bigQuerySources[type] as BigQuerySourceType<SourceConfig['type']> | undefined;
  if (found !== undefined) return found;
  throw new PropensityError('unsupported_source', `The stack on Google Cloud has no source of the type "${type}".`, {
    kind: 'usage',
    hint: `It has: ${Object.keys(bigQuerySources).join(', ')}.`,
  });
}
