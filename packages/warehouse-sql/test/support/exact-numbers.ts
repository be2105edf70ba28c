import fc from 'fast-check';

/** Numbers of every kind that a sum may meet: money, tiny, huge, negative, and doubles of any digits. */
export const anyAmount: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -10_000_000, max: 10_000_000 }).map((cents) => cents / 100),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 }).map((millionths) => millionths / 1e6),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.double({ min: -1e-6, max: 1e-6, noNaN: true }),
  fc.double({ min: -1e16, max: 1e16, noNaN: true }),
  fc.double({ min: -1e100, max: 1e100, noNaN: true }),
  fc.constantFrom(8e-8, -8e-8, 1e-18, 2 ** -100, 1e15, -1e15, 9.3e12, 0, -0, 1 / 3, 1e100, -1e100, 0.1, 0.2),
);

/** Of a number that is a decimal of at most six places, as far as a double can tell, the millionths. */
function millionths(value: number): bigint | null {
  const rounded = Math.round(Math.abs(value) * 1e6) * Math.sign(value);
  if (!(Math.abs(rounded) < 2 ** 63)) return null;
  return Math.abs(value - rounded / 1e6) <= Math.abs(value) * 1e-15 ? BigInt(rounded) : null;
}

/** A fraction of big integers. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The number that a double stands for in an exact sum: its decimal of up to six places where it is one, else itself. */
function meant(value: number): Fraction {
  const decimal = millionths(value);
  if (decimal !== null) return { numerator: decimal, denominator: 1_000_000n };
  let [mantissa, exponent] = [value, 0];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent + 1];
  return { numerator: BigInt(mantissa), denominator: 1n << BigInt(exponent) };
}

/** The exact sum of what numbers mean, as the nearest double and as its distance from another. */
export function exactSum(values: readonly number[]): { readonly nearest: number; distanceFrom(value: number): number } {
  const sum = values.map(meant).reduce(
    (a, b) => ({
      numerator: a.numerator * b.denominator + b.numerator * a.denominator,
      denominator: a.denominator * b.denominator,
    }),
    { numerator: 0n, denominator: 1n },
  );
  const distanceFrom = (value: number) => {
    const other = fractionOf(value);
    return toDouble({
      numerator: sum.numerator * other.denominator - other.numerator * sum.denominator,
      denominator: sum.denominator * other.denominator,
    });
  };
  return { nearest: toDouble(sum), distanceFrom };
}

function fractionOf(value: number): Fraction {
  let [mantissa, exponent] = [value, 0];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent + 1];
  return { numerator: BigInt(mantissa), denominator: 1n << BigInt(exponent) };
}

/** A fraction as a double, to within one unit in the last place. */
function toDouble({ numerator, denominator }: Fraction): number {
  if (numerator === 0n) return 0;
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const shift = 80 - (magnitude.toString(2).length - denominator.toString(2).length);
  const scaled = shift >= 0 ? (magnitude << BigInt(shift)) / denominator : magnitude / (denominator << BigInt(-shift));
  const value = scaleBy(Number(scaled), -shift);
  return negative ? -value : value;
}

/** In two steps: 2 ** 1100 is no double. */
function scaleBy(value: number, power: number): number {
  const half = Math.trunc(power / 2);
  return value * 2 ** half * 2 ** (power - half);
}
