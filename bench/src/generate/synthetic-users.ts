import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws from [0, 1). */
type Uniform = () => number;

/** A column of numbers: how it is drawn, given a user's engagement (standard normal), and what ln(1 + value) adds to the log-odds. */
interface NumericColumn {
  readonly name: string;
  readonly draw: (uniform: Uniform, engagement: number) => number;
  readonly effect: number;
  /** Share of the rows where it is missing. */
  readonly missing?: number;
}

const exponential = (uniform: Uniform) => -Math.log(1 - uniform());
const normal = (uniform: Uniform) => Math.sqrt(2 * exponential(uniform)) * Math.cos(2 * Math.PI * uniform());

/** Counts with many zeros and a long tail. */
const counts = (mean: number, zeros: number, load: number) => (uniform: Uniform, engagement: number) =>
  uniform() < zeros ? 0 : Math.floor(exponential(uniform) * mean * Math.exp(load * engagement));
const days = (mean: number, load: number, most: number) => (uniform: Uniform, engagement: number) =>
  Math.min(most, Math.floor(exponential(uniform) * mean * Math.exp(-load * engagement)));
const amounts = (zeros: number) => (uniform: Uniform) =>
  uniform() < zeros ? 0 : Math.round(100 * Math.exp(3.4 + 0.8 * normal(uniform))) / 100;

const NUMERIC: readonly NumericColumn[] = [
  { name: 'sessions_7d', draw: counts(3, 0.4, 0.6), effect: 0.35 },
  { name: 'sessions_30d', draw: counts(7, 0.1, 0.6), effect: 0.2 },
  { name: 'page_views_30d', draw: counts(30, 0.05, 0.7), effect: 0.15 },
  { name: 'days_since_last_visit', draw: days(30, 0.6, 365), effect: -0.45 },
  { name: 'days_since_last_purchase', draw: days(90, 0.4, 730), effect: -0.25, missing: 0.1 },
  { name: 'tenure_days', draw: days(600, 0, 4000), effect: -0.1 },
  { name: 'orders_365d', draw: counts(2, 0.5, 0.7), effect: 0.3 },
  { name: 'revenue_365d', draw: amounts(0.5), effect: 0.1 },
  { name: 'average_basket', draw: amounts(0), effect: -0.08, missing: 0.1 },
  { name: 'emails_opened_30d', draw: counts(3, 0.3, 0.4), effect: 0.15 },
  { name: 'email_click_rate', draw: (uniform) => Math.round(1e4 * uniform() ** 6) / 1e4, effect: 0.8, missing: 0.1 },
  { name: 'cart_adds_7d', draw: counts(1.5, 0.7, 0.6), effect: 0.5 },
  { name: 'wishlist_items', draw: counts(5, 0.75, 0.4), effect: 0.1 },
  { name: 'support_tickets_90d', draw: counts(1, 0.9, 0), effect: -0.2 },
  { name: 'age', draw: (uniform) => Math.max(16, Math.floor(39 + 13 * normal(uniform))), effect: -0.3, missing: 0.1 },
];

/** Number of levels of each category; level k is drawn about 1 / (k + 1) as often as level 0. */
const CATEGORICAL = { device: 3, channel: 6, region: 12, country: 40, top_category: 200, campaign: 1000 } as const;

/** Names of the categories. */
export const CATEGORICAL_NAMES: readonly string[] = Object.keys(CATEGORICAL);
/** The column to predict. */
export const LABEL_NAME = 'converted';

/** Names of the numbers. */
export const NUMERIC_NAMES: readonly string[] = NUMERIC.map(({ name }) => name);

export interface SyntheticUsersOptions {
  readonly rows: number;
  /** The same seed gives the same users. */
  readonly seed: number;
  /** Mean probability, in (0, 1); default .02. */
  readonly baseRate?: number;
}

/** A user as it is drawn. */
export interface SyntheticUser {
  /** In the order of `NUMERIC_NAMES`; null where it is missing. */
  readonly numbers: readonly (number | null)[];
  /** Names of levels, in the order of `CATEGORICAL_NAMES`. */
  readonly levels: readonly string[];
  /** The true probability of the label 1. */
  readonly probability: number;
  readonly label: 0 | 1;
}

/**
 * Users with 15 skewed, zero-inflated or partly missing numbers, 6 categories of 1,261 levels in all, and a label whose
 * probability depends on all of them.
 */
export function* syntheticUsers(options: SyntheticUsersOptions): Generator<SyntheticUser> {
  const intercept = interceptFor(options);
  const labels = uniformOf(options.seed + 1);
  for (const { logit, ...user } of drawn(options)) {
    const probability = 1 / (1 + Math.exp(-(intercept + logit)));
    yield { ...user, probability, label: labels() < probability ? 1 : 0 };
  }
}

/** The intercept with which the expected share of positives is the base rate. */
function interceptFor(options: SyntheticUsersOptions): number {
  const { rows, baseRate = 0.02 } = options;
  const logits = new Float64Array(rows);
  let row = 0;
  for (const { logit } of drawn(options)) logits[row++] = logit;
  let low = -30;
  let high = 30;
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    const expected = logits.reduce((sum, logit) => sum + 1 / (1 + Math.exp(-(middle + logit))), 0);
    if (expected < baseRate * rows) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

interface Drawn extends Pick<SyntheticUser, 'numbers' | 'levels'> {
  readonly logit: number;
}

function* drawn({ rows, seed }: SyntheticUsersOptions): Generator<Drawn> {
  const uniform = uniformOf(seed);
  const effects = Object.values(CATEGORICAL).map((count) =>
    Array.from({ length: count }, () => 0.45 * normal(uniform)),
  );
  for (let row = 0; row < rows; row++) {
    const engagement = normal(uniform);
    let logit = 0;
    const numbers = NUMERIC.map(({ draw, effect, missing = 0 }) => {
      const value = draw(uniform, engagement);
      logit += effect * Math.log1p(value);
      return uniform() < missing ? null : value;
    });
    const levels = Object.entries(CATEGORICAL).map(([name, count], k) => {
      // Levels by a log-uniform draw: rank r with a probability of about 1/r.
      const level = Math.min(count - 1, Math.floor((count + 1) ** uniform()) - 1);
      logit += effects[k]![level]!;
      return `${name}_${String(level).padStart(4, '0')}`;
    });
    yield { numbers, levels, logit };
  }
}

function uniformOf(seed: number): Uniform {
  const random = xoroshiro128plus(seed);
  return () => uniformFloat64(random);
}
