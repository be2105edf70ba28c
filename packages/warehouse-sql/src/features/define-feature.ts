import { type FeatureUnit, sha256Hex } from '@propensity/core';
import { duckdbDialect } from '../dialect/duckdb-dialect.js';
import type { Feature, FeatureContext } from './feature.js';
import { GRAIN_SQL } from './grains.js';

/** Raise when the events relation or the snapshot statement changes what a feature's number is without changing its SQL. */
const SNAPSHOT_VERSION = 3;

/** A feature but for what follows from it: kind, from the unit; the hash of its definition. */
export type FeatureDeclaration = Omit<Feature, 'kind' | 'definitionHash'>;

/** Completes a declaration. The hash covers everything that decides the number, at an S that stands for any. */
export function defineFeature(declaration: FeatureDeclaration): Feature {
  const { name, unit, grain, windowDays, whenNone, sql, customColumn } = declaration;
  const anySnapshot: FeatureContext = {
    dialect: duckdbDialect,
    snapshotMicros: 'S',
    within: (micros, days) => `${micros} >= S-${days}d`,
    countDays: (day) => `COUNT(DISTINCT ${day})`,
  };
  const definition = [
    SNAPSHOT_VERSION,
    name,
    unit,
    GRAIN_SQL[grain](duckdbDialect),
    windowDays,
    whenNone,
    sql(anySnapshot),
    customColumn ?? null,
  ];
  return {
    ...declaration,
    kind: kindOf(unit),
    definitionHash: sha256Hex(JSON.stringify(definition)).slice(0, 16),
  };
}

function kindOf(unit: FeatureUnit): 'numeric' | 'categorical' {
  return unit === 'category' ? 'categorical' : 'numeric';
}
