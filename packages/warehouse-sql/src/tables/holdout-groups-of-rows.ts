import { type HoldoutGroups, varianceOf, type WeekStratum } from '@propensity/core/holdout';

/** A row of `groupCountsSql`. */
export interface GroupCountRow {
  readonly destination: string;
  readonly week: string;
  readonly decile: number;
  readonly held_out: boolean;
  readonly users: number;
  readonly settled: number;
  readonly conversions: number;
}

/** A row of `groupVarianceSql`. */
export interface GroupVarianceRow {
  readonly destination: string;
  readonly clustered: number | null;
  readonly independent: number | null;
  readonly fourth: number | null;
}

const NOBODY = { n: 0, converted: 0 };

/** The groups by destination, as core's `holdoutGroups` gives them. */
export function holdoutGroupsOf(
  counts: readonly GroupCountRow[],
  variances: readonly GroupVarianceRow[],
): readonly HoldoutGroups[] {
  const destinations = [...new Set(counts.map(({ destination }) => destination))].sort();
  return destinations.map((destination) => {
    const own = counts.filter((row) => row.destination === destination);
    const variance = variances.find((row) => row.destination === destination);
    return {
      destination,
      strata: strataOf(own.filter(({ settled }) => Number(settled) > 0)),
      pending: [
        ...new Set(own.filter(({ users, settled }) => Number(settled) < Number(users)).map(({ week }) => week)),
      ],
      ...varianceOf({
        clustered: Number(variance?.clustered ?? 0),
        independent: Number(variance?.independent ?? 0),
        fourth: Number(variance?.fourth ?? 0),
      }),
    };
  });
}

function strataOf(rows: readonly GroupCountRow[]): readonly WeekStratum[] {
  const strata = new Map<string, WeekStratum>();
  for (const { week, decile, held_out, settled, conversions } of rows) {
    const key = `${week} ${decile}`;
    const stratum = strata.get(key) ?? { week, decile: Number(decile), exported: NOBODY, held_out: NOBODY };
    const group = { n: Number(settled), converted: Number(conversions) };
    strata.set(key, { ...stratum, ...(held_out ? { held_out: group } : { exported: group }) });
  }
  return [...strata.values()];
}
