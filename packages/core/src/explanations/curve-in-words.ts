import type { CurvePoint, FeatureCurve } from '../models/model-shapes.js';

/** Neighbouring values are told of together until they have this share of the training rows: of fewer, chance says too much. */
const LEAST_SHARE = 0.04;
/** Odds that differ by less are told to be the same. */
const LEAST_FACTOR = 1.02;

/**
 * A curve in a sentence: where the odds are highest, and how many times those where they are lowest.
 * `Sessions in the last 7 days: the odds of converting are highest at about 6, 2.4 times those at about 0, all else equal.`
 * @param meaning the feature's sentence for people
 */
export function curveInWords({ feature, points }: FeatureCurve, meaning: string): string {
  const subject = meaning.split(/[.;:]/)[0]!.trim() || feature;
  const told = placesOf(points);
  if (told.length === 0) return `${subject}: it makes no difference.`;
  const byEffect = told.toSorted((a, b) => b.effect - a.effect);
  const [highest, lowest] = [byEffect[0]!, byEffect.at(-1)!];
  const factor = Math.exp(highest.effect - lowest.effect);
  if (factor < LEAST_FACTOR) return `${subject}: it makes no difference.`;
  return `${subject}: the odds of converting are highest ${highest.where}, ${shown(factor)} times those ${lowest.where}, all else equal.`;
}

interface Place {
  readonly where: string;
  readonly effect: number;
}

/** Numbers, neighbours put together; and levels and missing values that have enough rows. */
function placesOf(points: readonly CurvePoint[]): Place[] {
  const least = LEAST_SHARE * points.reduce((sum, { rows }) => sum + rows, 0);
  const places: Place[] = [];
  let rows = 0;
  let effect = 0;
  let centre = 0;
  for (const point of points) {
    if (point.from === null && point.to === null) {
      if (point.rows >= least) places.push({ where: whereOf(point), effect: point.effect });
      continue;
    }
    rows += point.rows;
    effect += (point.rows / rows) * (point.effect - effect);
    centre += (point.rows / rows) * (point.centre! - centre);
    if (rows < least) continue;
    places.push({ where: `at about ${shown(centre)}`, effect });
    rows = 0;
    effect = 0;
    centre = 0;
  }
  return places;
}

/** `for “mobile”`, `where it is missing`. */
function whereOf({ column }: CurvePoint): string {
  const level = column.slice(column.indexOf('=') + 1);
  if (level === '(missing)') return 'where it is missing';
  return level === '(other)' ? 'for all others' : `for “${level}”`;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(2)));
}
