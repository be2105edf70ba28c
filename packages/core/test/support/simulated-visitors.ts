import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { Table } from '../../src/table/table.js';
import { normal } from './normal.js';
import { uniform } from './synthetic-shop.js';

/** Visitors with features of every kind, the log-odds that they truly have, and labels drawn from them. */
export interface SimulatedVisitors {
  readonly table: Table;
  readonly truth: Float64Array;
  readonly labels: Float64Array;
}

/** One visitor, with no value missing. */
export interface Visitor {
  readonly visits: number;
  readonly price: number;
  readonly recency: number;
  readonly noise: number;
  readonly device: string;
  readonly country: string;
}

const DEVICES = ['mobile', 'desktop', 'tablet'];
const COUNTRIES = Array.from({ length: 40 }, (_, i) => `country ${i}`);

/** Log-odds without bends, in what the linear part of a model sees. */
export const plainShop = ({ visits, price, device }: Visitor) =>
  -1 + 0.7 * Math.log1p(visits) - 0.4 * price + (device === 'desktop' ? 0.5 : 0);

/** Log-odds that jump when somebody comes back within a week, and depend on the price on a mobile phone only. */
export const bentShop = ({ visits, price, recency, device }: Visitor) =>
  -1.5 + 0.4 * Math.log1p(visits) + (recency < 7 ? 1.5 : 0) + (device === 'mobile' ? -1.2 * price : 0.6 * price);

/**
 * @param seed of the draws: other visitors for another one
 * @param missing share of the recencies that is not known
 */
export function simulatedVisitors(
  n: number,
  seed: number,
  logOdds: (visitor: Visitor) => number,
  missing = 0,
): SimulatedVisitors {
  const next = uniform(seed);
  const visitors = Array.from(
    { length: n },
    (): Visitor => ({
      visits: Math.floor(20 * next() ** 3),
      price: normal(next),
      recency: Math.floor(30 * next()),
      noise: normal(next),
      device: DEVICES[Math.floor(3 * next() ** 1.5)]!,
      country: COUNTRIES[Math.floor(40 * next() ** 3)]!,
    }),
  );
  const truth = Float64Array.from(visitors, logOdds);
  const number = (of: (visitor: Visitor) => number) =>
    ({ kind: 'numeric', values: Float64Array.from(visitors, of) }) as const;
  const category = (levels: readonly string[], of: (visitor: Visitor) => string) =>
    ({
      kind: 'categorical',
      levels,
      codes: Int32Array.from(visitors, (visitor) => levels.indexOf(of(visitor))),
    }) as const;
  const recency = number((visitor) => visitor.recency);
  for (let i = 0; i < n; i++) if (next() < missing) recency.values[i] = Number.NaN;
  const table = new Table([
    ['visits', number(({ visits }) => visits)],
    ['price', number(({ price }) => price)],
    ['recency', recency],
    ['noise', number(({ noise }) => noise)],
    ['device', category(DEVICES, ({ device }) => device)],
    ['country', category(COUNTRIES, ({ country }) => country)],
  ]);
  const labels = truth.map((logit) => (next() < sigmoid(logit) ? 1 : 0));
  return { table, truth, labels };
}

/** Mean log-loss that is to be expected of log-odds where others are true. */
export function expectedLoss(truth: Float64Array, eta: Float64Array): number {
  const loss = truth.reduce((sum, logit, i) => {
    const p = sigmoid(logit);
    return sum - p * Math.log(sigmoid(eta[i]!)) - (1 - p) * Math.log(sigmoid(-eta[i]!));
  }, 0);
  return loss / truth.length;
}
