import { groupedBy } from './grouped-by.js';
import { type Stratum, weightOf } from './pooled-difference.js';

/** The users of one predicted week and tenth of scores. */
export interface WeekStratum extends Stratum {
  /** YYYY-MM-DD. */
  readonly week: string;
  /** 1 to 10; 1 has the highest scores. */
  readonly decile: number;
}

/** Exported and held-out users of a destination, in the weeks whose outcome is known. */
export interface HoldoutGroups {
  readonly destination: string;
  /** By week, then decile. */
  readonly strata: readonly WeekStratum[];
  /** Weeks that have users whose outcome has not been counted yet, in order. */
  readonly pending: readonly string[];
  /** Times as much variance as users who are each in one week would have; 1 or more. */
  readonly designEffect: number;
  /** How well that is known: of the t distribution that the interval takes. */
  readonly degreesOfFreedom: number;
}

/** A user of a week, and which group the user is in. */
export interface GroupedUser {
  readonly user_id: string;
  readonly destination: string;
  readonly week: string;
  readonly decile: number;
  readonly held_out: boolean;
  /** Null while it is not known. */
  readonly converted: boolean | null;
}

/**
 * The groups of users, by destination. The reference for the warehouses' SQL.
 * @param users each once per destination and week
 */
export function holdoutGroups(users: readonly GroupedUser[]): readonly HoldoutGroups[] {
  const destinations = [...new Set(users.map(({ destination }) => destination))].sort();
  return destinations.map((destination) => {
    const own = users.filter((user) => user.destination === destination);
    const known = own.filter(({ converted }) => converted !== null);
    const strata = strataOf(known);
    return {
      destination,
      strata: [...strata.values()],
      pending: [...new Set(own.filter(({ converted }) => converted === null).map(({ week }) => week))].sort(),
      ...varianceOf(varianceSums(known, strata)),
    };
  });
}

/** Sums over what users add to the pooled difference. */
export interface VarianceSums {
  /** Of squares of each user's sum. */
  readonly clustered: number;
  /** Of squares of each user and week by itself. */
  readonly independent: number;
  /** Of fourth powers of each user's sum. */
  readonly fourth: number;
}

/**
 * The design effect, clustered over independent variance and at least 1, and the degrees of freedom of the former by Satterthwaite, at least 4; to
 * six digits: sums of another order give the same. Where nothing varies 1 and 4.
 */
export function varianceOf({
  clustered,
  independent,
  fourth,
}: VarianceSums): Pick<HoldoutGroups, 'designEffect' | 'degreesOfFreedom'> {
  const rounded = (value: number) => Number(value.toPrecision(6));
  return {
    designEffect: independent > 0 ? Math.max(1, rounded(clustered / independent)) : 1,
    degreesOfFreedom: fourth > 0 ? Math.max(LEAST_DEGREES, rounded((2 * clustered ** 2) / fourth)) : LEAST_DEGREES,
  };
}

const LEAST_DEGREES = 4;

const keyOf = ({ week, decile }: Pick<GroupedUser, 'week' | 'decile'>) => `${week} ${String(decile).padStart(2, '0')}`;

function strataOf(users: readonly GroupedUser[]): ReadonlyMap<string, WeekStratum> {
  const keys = [...new Set(users.map(keyOf))].sort();
  const byKey = groupedBy(users, keyOf);
  return new Map(
    keys.map((key) => {
      const own = byKey.get(key)!;
      const { week, decile } = own[0]!;
      const count = (heldOut: boolean) => {
        const group = own.filter(({ held_out }) => held_out === heldOut);
        return { n: group.length, converted: group.filter(({ converted }) => converted === true).length };
      };
      return [key, { week, decile, exported: count(false), held_out: count(true) }];
    }),
  );
}

function varianceSums(users: readonly GroupedUser[], strata: ReadonlyMap<string, WeekStratum>): VarianceSums {
  const sums = new Map<string, number>();
  let independent = 0;
  for (const user of users) {
    const stratum = strata.get(keyOf(user))!;
    const weight = weightOf(stratum);
    const { n, converted } = user.held_out ? stratum.held_out : stratum.exported;
    // A user alone in a group is as the group is.
    if (weight === 0 || n === 1) continue;
    const residual = Math.sqrt(n / (n - 1)) * (Number(user.converted) - converted / n);
    const part = ((user.held_out ? -1 : 1) * weight * residual) / n;
    sums.set(user.user_id, (sums.get(user.user_id) ?? 0) + part);
    independent += part ** 2;
  }
  const powers = (power: number) => [...sums.values()].reduce((sum, total) => sum + total ** power, 0);
  return { clustered: powers(2), independent, fourth: powers(4) };
}
