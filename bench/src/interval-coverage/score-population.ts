import { bestF1Threshold, rocAucScore } from '@propensity/core';

/** How log-odds spread over the users: a normal distribution, a long tail of the few who want to, or three users in five who hardly differ. */
export type ScoreShape = 'normal' | 'exponential' | 'two groups';

export interface PopulationOptions {
  readonly shape: ScoreShape;
  /** Mean probability. */
  readonly baseRate: number;
  readonly rocAuc: number;
  /** Standard deviation of what the other model adds to the log-odds; default .6. */
  readonly noise?: number;
}

/** All users at once: each with how many of them it stands for. */
export interface WeightedUsers {
  readonly yTrue: Float64Array;
  readonly yScore: Float64Array;
  readonly yOther: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Users without number, whose probabilities are known and said by one model; another model says them with noise in the
 * log-odds. Samples of it are what a test set might have been.
 */
export interface ScorePopulation {
  readonly options: PopulationOptions;
  /** From which probability on F1 is the highest. */
  readonly threshold: number;
  readonly users: WeightedUsers;
  /** @param uniform draws from [0, 1) */
  sample(n: number, uniform: () => number): Pick<WeightedUsers, 'yTrue' | 'yScore' | 'yOther'>;
}

/** Users in all: so many that a share of them is a whole number to all that matters. */
const EVERYBODY = 1e9;
/** From the lowest to the highest log-odds, finer towards the top, which decides on precision. */
const USERS = Array.from({ length: 2000 }, (_, i) => {
  const [above, after] = [i, i + 1].map((step) => 1e-8 ** (step / 2000)) as [number, number];
  return { above: (above + after) / 2, weight: EVERYBODY * (above - after) };
});
/** Places of the noise, equally likely; of variance 1, as normal noise has. */
const NOISES = unitVariance(Float64Array.from({ length: 25 }, (_, i) => normalQuantile((i + 0.5) / 25)));

/** Finds the centre and spread of the log-odds that give the base rate and the ROC AUC. */
export function scorePopulation(options: PopulationOptions): ScorePopulation {
  const { shape, baseRate, rocAuc, noise = 0.6 } = options;
  const places = Float64Array.from(USERS, ({ above }) => placeOf(shape, above));
  const centreOf = (spread: number) =>
    bisect(-60, 20, (centre) => meanOfUsers(places.map((place) => sigmoid(centre + spread * place))) < baseRate);
  const logitsOf = (spread: number) => {
    const centre = centreOf(spread);
    return places.map((place) => centre + spread * place);
  };
  const spread = bisect(0.01, 12, (candidate) => aucOf(logitsOf(candidate).map(sigmoid)) < rocAuc);
  const centre = centreOf(spread);
  const logits = logitsOf(spread);
  const users = weightedUsers(logits, noise);
  return {
    options,
    threshold: bestF1Threshold(users.yTrue, users.yScore, { sampleWeight: users.weight }),
    users,
    sample: (n, uniform) => {
      const [yTrue, yScore, yOther] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      for (let i = 0; i < n; i++) {
        const logit = centre + spread * placeOf(shape, 1 - uniform());
        yScore[i] = sigmoid(logit);
        yOther[i] = sigmoid(logit + noise * normalQuantile(1 - uniform()));
        yTrue[i] = uniform() < yScore[i]! ? 1 : 0;
      }
      return { yTrue, yScore, yOther };
    },
  };
}

/** Every place of the log-odds with every place of the noise, as a positive and as a negative. */
function weightedUsers(logits: Float64Array, noise: number): WeightedUsers {
  const n = logits.length * NOISES.length;
  const users = {
    yTrue: new Float64Array(2 * n),
    yScore: new Float64Array(2 * n),
    yOther: new Float64Array(2 * n),
    weight: new Float64Array(2 * n),
  };
  for (let i = 0; i < n; i++) {
    const user = Math.floor(i / NOISES.length);
    const logit = logits[user]!;
    const each = USERS[user]!.weight / NOISES.length;
    const other = sigmoid(logit + noise * NOISES[i % NOISES.length]!);
    for (const label of [0, 1]) {
      const at = 2 * i + label;
      users.yTrue[at] = label;
      users.yScore[at] = sigmoid(logit);
      users.yOther[at] = other;
      users.weight[at] = each * (label === 1 ? sigmoid(logit) : 1 - sigmoid(logit));
    }
  }
  return users;
}

/** Where a user stands, before centre and spread. @param above share of all users who stand higher, in (0, 1] */
function placeOf(shape: ScoreShape, above: number): number {
  if (shape === 'normal') return -normalQuantile(above);
  if (shape === 'exponential') return -Math.log(above);
  return above > 0.4 ? -1.2 - 0.15 * normalQuantile((above - 0.4) / 0.6) : 0.8 - normalQuantile(above / 0.4);
}

function aucOf(proba: Float64Array): number {
  const labels = Float64Array.from({ length: 2 * proba.length }, (_, i) => i % 2);
  const scores = Float64Array.from(labels, (_, i) => proba[i >> 1]!);
  const sampleWeight = Float64Array.from(
    labels,
    (label, i) => USERS[i >> 1]!.weight * (label === 1 ? scores[i]! : 1 - scores[i]!),
  );
  return rocAucScore(labels, scores, { sampleWeight })!;
}

function meanOfUsers(values: Float64Array): number {
  return values.reduce((sum, value, user) => sum + value * USERS[user]!.weight, 0) / EVERYBODY;
}

/** Where `below` turns from true to false. */
function bisect(from: number, to: number, below: (value: number) => boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function unitVariance(values: Float64Array): Float64Array {
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  return values.map((value) => value / deviation);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/**
 * To a relative error of 1.2e-9.
 * @see Acklam (2003), "An algorithm for computing the inverse normal cumulative distribution function"
 */
export function normalQuantile(p: number): number {
  const tail = (q: number) =>
    (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(Math.max(p, 1e-300))));
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(Math.max(1 - p, 1e-300))));
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}
