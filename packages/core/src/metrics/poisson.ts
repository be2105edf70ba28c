/** From this mean on the expansion is closer than a resampling can show; below it, draws are exact. */
const EXPANDED_FROM = 30;

/**
 * A draw from the Poisson distribution. From a mean of 30 on by the first terms of Cornish and Fisher's expansion, rounded: mean,
 * variance and skewness are right to a hundredth of a standard deviation.
 * @param mean at least 0
 * @param uniform draws from [0, 1)
 */
export function poisson(mean: number, uniform: () => number): number {
  if (mean >= EXPANDED_FROM) {
    const z = Math.sqrt(-2 * Math.log1p(-uniform())) * Math.cos(2 * Math.PI * uniform());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6));
  }
  // As many as exponential waiting times fit: their product with the mean's.
  const limit = Math.exp(-mean);
  let drawn = 0;
  for (let product = 1 - uniform(); product > limit; product *= 1 - uniform()) drawn++;
  return drawn;
}
