import { canonicalJson, sha256Hex } from '@propensity/core/hashing';
import { MONEY_COLUMNS } from '../source/event-columns.js';
import type { EventExport } from '../source/event-export.js';
import { eventsOf } from '../source/roles.js';
import type { FeatureDeclaration } from './feature.js';
import { GRAINS } from './grains.js';

/**
 * The identity of a feature: 16 hex digits that change when the feature's meaning changes, and only then. It covers
 * what the feature, its grain and the source declare; never SQL, so that a dialect may be rewritten.
 */
export function definitionHash(declaration: Omit<FeatureDeclaration, 'earlier'>, source: EventExport): string {
  const { name, unit, grain, windowDays, whenNone, aggregate, customColumn, version = 1 } = declaration;
  const { version: grainVersion, roles } = GRAINS[grain];
  const definition = {
    name,
    unit,
    windowDays,
    whenNone,
    version,
    aggregate: aggregate.declares,
    customColumn,
    grain: { name: grain, version: grainVersion, roles: roles.map((role) => [role, eventsOf(source.roles, role)]) },
    source: {
      type: source.type,
      versions: versionsRead(declaration, source),
      ...(readsCurrency(declaration, source) ? { currency: source.currency } : {}),
    },
  };
  return sha256Hex(canonicalJson(definition)).slice(0, 16);
}

/** True when nothing in the feature, its grain or the source has changed since the definition's first version. */
export function isFirstVersion(declaration: Omit<FeatureDeclaration, 'earlier'>, source: EventExport): boolean {
  const { grain, version = 1 } = declaration;
  const isOfSource = Object.keys(versionsRead(declaration, source)).length > 0 || readsCurrency(declaration, source);
  return version === 1 && GRAINS[grain].version === 1 && !isOfSource;
}

/** The versions of the source's columns that a feature reads, without those at version 1. */
function versionsRead(
  declaration: Omit<FeatureDeclaration, 'earlier'>,
  { versions }: EventExport,
): Record<string, number> {
  const custom = declaration.customColumn === undefined ? [] : ['custom'];
  const read: readonly string[] = ['events', ...custom, ...columnsRead(declaration)];
  return Object.fromEntries(
    Object.entries(versions).filter(([column, version]) => version > 1 && read.includes(column)),
  );
}

/** True where the feature depends on the currency that a configuration names. */
function readsCurrency(declaration: Omit<FeatureDeclaration, 'earlier'>, { currency }: EventExport): boolean {
  return currency !== null && columnsRead(declaration).some((column) => MONEY_COLUMNS.includes(column));
}

function columnsRead({ grain, aggregate }: Omit<FeatureDeclaration, 'earlier'>): readonly string[] {
  return [...GRAINS[grain].columns, ...aggregate.declares.columns];
}
