/** The quantile for 1 to 19 degrees of freedom. */
const TABLE = [
  12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139, 2.200985,
  2.178813, 2.160369, 2.144787, 2.13145, 2.119905, 2.109816, 2.100922, 2.093024,
];
const Z = 1.959963984540054;

/**
 * The 97.5 % quantile of Student's t: the half-width, in standard errors, of a 95 % interval of a mean of
 * `degreesOfFreedom` + 1 values. To six decimals; from 20 degrees on by a series that is exact to 4e-4. Fractions of a
 * degree are rounded down.
 * @param degreesOfFreedom at least 1
 * @see scipy.stats.t.ppf(0.975, df)
 */
export function studentTQuantile(degreesOfFreedom: number): number {
  const next = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * degreesOfFreedom ** 2);
  return TABLE[Math.floor(degreesOfFreedom) - 1] ?? Z + (Z ** 3 + Z) / (4 * degreesOfFreedom) + next;
}
