import { PropensityError } from '@propensity/core';
import type { SourceConfig } from '@propensity/core/config';
import { openGa4 } from './ga4.js';
import type { LocalSource, LocalSourceContext, OpenLocalSource } from './local-source.js';
import { openTable } from './table.js';
import { openUa } from './ua.js';

/** The sources of the local stack, by their type. */
const localSources: { readonly [T in SourceConfig['type']]?: OpenLocalSource<T> } = {
  ga4: openGa4,
  ua: openUa,
  table: openTable,
};

/**
 * The source that the configuration names.
 * @throws PropensityError `unsupported_source` for a type that this stack has not, `usage` errors of the feature options
 */
export function openLocalSource(context: LocalSourceContext): LocalSource {
  const { source } = context.config;
  const open = localSources[source.type] as OpenLocalSource<SourceConfig['type']> | undefined;
  if (open !== undefined) return open(source, context);
  throw new PropensityError('unsupported_source', `The local stack has no source of the type "${source.type}".`, {
    kind: 'usage',
    hint: `It has: ${Object.keys(localSources).join(', ')}.`,
  });
}
