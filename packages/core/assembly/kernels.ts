// The solver's kernels in AssemblyScript, two doubles at a time. `src/kernels/logistic-kernels.ts` says what each does;
// `plain-kernels.ts` is the same arithmetic in TypeScript, and a test holds the two to the same bits. So here: no relaxed or fused
// operations, sums over rows in two lanes, and the same order of operations.

const TILE_ROWS: usize = 1024;
/** Bytes of a column of doubles, and of one of codes. */
const COLUMN: usize = TILE_ROWS << 3;
const CODES: usize = TILE_ROWS << 2;

/** Bytes of `m` doubles, rounded up to whole vectors. */
// @ts-ignore: decorator
@inline function vectorBytes(m: i32): usize {
  return (<usize>(m + 1) >> 1) << 4;
}

// @ts-ignore: decorator
@inline function addSum(at: usize, lanes: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1)));
}

// @ts-ignore: decorator
@inline function addAt(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** p·s + c. */
// @ts-ignore: decorator
@inline function step(p: v128, s: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, s), f64x2.splat(c));
}

/** e^x for x ≤ 0. */
// @ts-ignore: decorator
@inline function exp(x: v128): v128 {
  const round = f64x2.splat(6755399441055744);
  const bounded = f64x2.max(x, f64x2.splat(-708));
  const shifted = f64x2.add(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)), round);
  const k = f64x2.sub(shifted, round);
  const high = f64x2.sub(bounded, f64x2.mul(k, f64x2.splat(6.9314718036912382e-1)));
  const r = f64x2.sub(high, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  const s = f64x2.mul(r, r);
  let even = f64x2.splat(1.0 / 479001600);
  even = step(even, s, 1.0 / 3628800);
  even = step(even, s, 1.0 / 40320);
  even = step(even, s, 1.0 / 720);
  even = step(even, s, 1.0 / 24);
  even = step(even, s, 1.0 / 2);
  even = step(even, s, 1);
  let odd = f64x2.splat(1.0 / 6227020800);
  odd = step(odd, s, 1.0 / 39916800);
  odd = step(odd, s, 1.0 / 362880);
  odd = step(odd, s, 1.0 / 5040);
  odd = step(odd, s, 1.0 / 120);
  odd = step(odd, s, 1.0 / 6);
  odd = step(odd, s, 1);
  // The low bits of `shifted` are k: added to the exponent they multiply by 2^k.
  return i64x2.add(f64x2.add(even, f64x2.mul(odd, r)), i64x2.shl(shifted, 52));
}

/** ln(1 + z) for z in [0, 1]. */
// @ts-ignore: decorator
@inline function log1p(z: v128): v128 {
  const t = f64x2.div(z, f64x2.add(f64x2.splat(2), z));
  const s = f64x2.mul(t, t);
  const q = f64x2.mul(s, s);
  let even = f64x2.splat(2.0 / 33);
  even = step(even, q, 2.0 / 29);
  even = step(even, q, 2.0 / 25);
  even = step(even, q, 2.0 / 21);
  even = step(even, q, 2.0 / 17);
  even = step(even, q, 2.0 / 13);
  even = step(even, q, 2.0 / 9);
  even = step(even, q, 2.0 / 5);
  even = step(even, q, 2);
  let odd = f64x2.splat(2.0 / 31);
  odd = step(odd, q, 2.0 / 27);
  odd = step(odd, q, 2.0 / 23);
  odd = step(odd, q, 2.0 / 19);
  odd = step(odd, q, 2.0 / 15);
  odd = step(odd, q, 2.0 / 11);
  odd = step(odd, q, 2.0 / 7);
  odd = step(odd, q, 2.0 / 3);
  return f64x2.mul(f64x2.add(even, f64x2.mul(odd, s)), t);
}

// @ts-ignore: decorator
@inline function addLevelCoefs(m: i32, nCategorical: i32, codesAt: usize, etaAt: usize, levelCoefsAt: usize): void {
  for (let k = 0; k < nCategorical; k++) {
    const codes = codesAt + <usize>k * CODES;
    const coefs = <usize>load<u32>(levelCoefsAt + (<usize>k << 2));
    for (let i = 0; i < m; i++) {
      addAt(etaAt + (<usize>i << 3), load<f64>(coefs + (load<i32>(codes + (<usize>i << 2)) << 3)));
    }
  }
}

export function linear(
  m: i32, nColumns: i32, nCategorical: i32, xAt: usize, codesAt: usize, etaAt: usize, coefAt: usize, levelCoefsAt: usize,
): void {
  addLevelCoefs(m, nCategorical, codesAt, etaAt, levelCoefsAt);
  const bytes = vectorBytes(m);
  for (let j = 0; j < nColumns; j += 4) {
    const x = xAt + <usize>j * COLUMN;
    const coef = coefAt + (<usize>j << 3);
    const c0 = v128.load64_splat(coef);
    const c1 = v128.load64_splat(coef, 8);
    const c2 = v128.load64_splat(coef, 16);
    const c3 = v128.load64_splat(coef, 24);
    for (let i: usize = 0; i < bytes; i += 16) {
      let eta = v128.load(etaAt + i);
      eta = f64x2.add(eta, f64x2.mul(v128.load(x + i), c0));
      eta = f64x2.add(eta, f64x2.mul(v128.load(x + i, COLUMN), c1));
      eta = f64x2.add(eta, f64x2.mul(v128.load(x + i, 2 * COLUMN), c2));
      eta = f64x2.add(eta, f64x2.mul(v128.load(x + i, 3 * COLUMN), c3));
      v128.store(etaAt + i, eta);
    }
  }
}

/** coef·(x − mean), with the stand-in for x − mean where it is NaN. */
// @ts-ignore: decorator
@inline function deviation(x: v128, mean: v128, ofMissing: v128): v128 {
  const d = f64x2.sub(x, mean);
  return v128.bitselect(d, ofMissing, f64x2.eq(d, d));
}

export function linearCentred(
  m: i32, nColumns: i32, nCategorical: i32, xAt: usize, codesAt: usize, etaAt: usize, coefAt: usize, levelCoefsAt: usize,
  centresAt: usize,
): void {
  addLevelCoefs(m, nCategorical, codesAt, etaAt, levelCoefsAt);
  const bytes = vectorBytes(m);
  for (let j = 0; j < nColumns; j += 2) {
    const x = xAt + <usize>j * COLUMN;
    const coef = coefAt + (<usize>j << 3);
    const centres = centresAt + (<usize>j << 4);
    const c0 = v128.load64_splat(coef);
    const c1 = v128.load64_splat(coef, 8);
    const mean0 = v128.load64_splat(centres);
    const missing0 = v128.load64_splat(centres, 8);
    const mean1 = v128.load64_splat(centres, 16);
    const missing1 = v128.load64_splat(centres, 24);
    for (let i: usize = 0; i < bytes; i += 16) {
      let eta = v128.load(etaAt + i);
      eta = f64x2.add(eta, f64x2.mul(deviation(v128.load(x + i), mean0, missing0), c0));
      eta = f64x2.add(eta, f64x2.mul(deviation(v128.load(x + i, COLUMN), mean1, missing1), c1));
      v128.store(etaAt + i, eta);
    }
  }
}

export function areFinite(m: i32, etaAt: usize): i32 {
  // 0·x is 0 of a finite x, else NaN.
  const zero = f64x2.splat(0);
  let sum = zero;
  const wholeBytes = <usize>(m & ~1) << 3;
  for (let i: usize = 0; i < wholeBytes; i += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(etaAt + i), zero));
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (m & 1) total += load<f64>(etaAt + wholeBytes) * 0;
  return i32(total == 0);
}

export function logistic(
  m: i32, etaAt: usize, yAt: usize, weightAt: usize, residualAt: usize, curvatureAt: usize, lossAt: usize,
): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  let loss = zero;
  const bytes = vectorBytes(m);
  for (let i: usize = 0; i < bytes; i += 16) {
    const eta = v128.load(etaAt + i);
    const w = v128.load(weightAt + i);
    const label = v128.load(yAt + i);
    const z = exp(f64x2.neg(f64x2.abs(eta)));
    const inverse = f64x2.div(one, f64x2.add(one, z));
    const small = f64x2.mul(z, inverse);
    const p = v128.bitselect(inverse, small, f64x2.ge(eta, zero));
    const certain = f64x2.sub(f64x2.max(eta, zero), f64x2.mul(label, eta));
    loss = f64x2.add(loss, f64x2.mul(f64x2.add(certain, log1p(z)), w));
    v128.store(residualAt + i, f64x2.mul(f64x2.sub(p, label), w));
    v128.store(curvatureAt + i, f64x2.mul(f64x2.mul(small, inverse), w));
  }
  addSum(lossAt, loss);
}

export function probability(m: i32, etaAt: usize, probaAt: usize): void {
  const one = f64x2.splat(1);
  const bytes = vectorBytes(m);
  for (let i: usize = 0; i < bytes; i += 16) {
    const eta = v128.load(etaAt + i);
    const z = exp(f64x2.neg(f64x2.min(f64x2.abs(eta), f64x2.splat(36))));
    const inverse = f64x2.div(one, f64x2.add(one, z));
    v128.store(probaAt + i, v128.bitselect(inverse, f64x2.mul(z, inverse), f64x2.ge(eta, f64x2.splat(0))));
  }
}

export function weigh(m: i32, etaAt: usize, residualAt: usize, curvatureAt: usize): void {
  const bytes = vectorBytes(m);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(residualAt + i, f64x2.mul(v128.load(curvatureAt + i), v128.load(etaAt + i)));
  }
}

/** Adds the products of column `a` with four columns from `b` on to four sums. */
// @ts-ignore: decorator
@inline function addDots(bytes: usize, a: usize, b: usize, sumsAt: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = v128.load(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(b + i, COLUMN)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load(b + i, 2 * COLUMN)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load(b + i, 3 * COLUMN)));
  }
  addSum(sumsAt, s0);
  addSum(sumsAt + 8, s1);
  addSum(sumsAt + 16, s2);
  addSum(sumsAt + 24, s3);
}

export function scatter(
  m: i32, nColumns: i32, nCategorical: i32, xAt: usize, codesAt: usize, residualAt: usize, sumsAt: usize, levelSumsAt: usize,
): void {
  const bytes = vectorBytes(m);
  for (let j = 0; j < nColumns; j += 4) {
    addDots(bytes, residualAt, xAt + <usize>j * COLUMN, sumsAt + (<usize>j << 3));
  }
  for (let k = 0; k < nCategorical; k++) {
    const codes = codesAt + <usize>k * CODES;
    const sums = <usize>load<u32>(levelSumsAt + (<usize>k << 2));
    for (let i = 0; i < m; i++) {
      addAt(sums + (load<i32>(codes + (<usize>i << 2)) << 3), load<f64>(residualAt + (<usize>i << 3)));
    }
  }
}

export function crossColumns(
  m: i32, nColumns: i32, xAt: usize, curvatureAt: usize, scratchAt: usize, productsAt: usize,
): void {
  const bytes = vectorBytes(m);
  for (let j = 0; j < nColumns; j++) {
    const x = xAt + <usize>j * COLUMN;
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(scratchAt + i, f64x2.mul(v128.load(curvatureAt + i), v128.load(x + i)));
    }
    const row = productsAt + (<usize>(j * nColumns) << 3);
    for (let k = 0; k <= j; k += 4) {
      addDots(bytes, scratchAt, xAt + <usize>k * COLUMN, row + (<usize>k << 3));
    }
  }
}

export function crossLevels(
  m: i32, nColumns: i32, nCategorical: i32, xAt: usize, codesAt: usize, curvatureAt: usize, scratchAt: usize, levelVectorsAt: usize,
): void {
  const bytes = vectorBytes(m);
  const rowBytes = <usize>nColumns << 3;
  // curvature·x row by row: two columns of two rows at a time, transposed.
  for (let j = 0; j < nColumns; j += 2) {
    const x = xAt + <usize>j * COLUMN;
    let row = scratchAt + (<usize>j << 3);
    for (let i: usize = 0; i < bytes; i += 16) {
      const d = v128.load(curvatureAt + i);
      const a = f64x2.mul(d, v128.load(x + i));
      const b = f64x2.mul(d, v128.load(x + i, COLUMN));
      v128.store(row, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(row + rowBytes, v128.shuffle<f64>(a, b, 1, 3));
      row += 2 * rowBytes;
    }
  }
  for (let i = 0; i < m; i++) {
    const row = scratchAt + <usize>i * rowBytes;
    for (let k = 0; k < nCategorical; k++) {
      const code = load<i32>(codesAt + <usize>k * CODES + (<usize>i << 2));
      const vector = <usize>load<u32>(levelVectorsAt + (<usize>k << 2)) + <usize>(code * <i32>rowBytes);
      for (let j: usize = 0; j < rowBytes; j += 32) {
        v128.store(vector + j, f64x2.add(v128.load(vector + j), v128.load(row + j)));
        v128.store(vector + j, f64x2.add(v128.load(vector + j, 16), v128.load(row + j, 16)), 16);
      }
    }
  }
}

export function crossPair(
  m: i32, firstCodesAt: usize, secondCodesAt: usize, curvatureAt: usize, tableAt: usize, width: i32,
): void {
  for (let i = 0; i < m; i++) {
    const first = load<i32>(firstCodesAt + (<usize>i << 2));
    const second = load<i32>(secondCodesAt + (<usize>i << 2));
    addAt(tableAt + ((first * width + second) << 3), load<f64>(curvatureAt + (<usize>i << 3)));
  }
}

export function eliminate(nRows: i32, width: i32, borderAt: usize, inverseAt: usize, schurAt: usize): void {
  const rowBytes = <usize>width << 3;
  for (let r = 0; r < nRows; r += 4) {
    const b0 = borderAt + <usize>r * rowBytes;
    const b1 = b0 + rowBytes;
    const b2 = b1 + rowBytes;
    const b3 = b2 + rowBytes;
    const inverse = inverseAt + (<usize>r << 3);
    for (let a = 0; a < width; a++) {
      const column = <usize>a << 3;
      const f0 = f64x2.splat(-(load<f64>(inverse) * load<f64>(b0 + column)));
      const f1 = f64x2.splat(-(load<f64>(inverse, 8) * load<f64>(b1 + column)));
      const f2 = f64x2.splat(-(load<f64>(inverse, 16) * load<f64>(b2 + column)));
      const f3 = f64x2.splat(-(load<f64>(inverse, 24) * load<f64>(b3 + column)));
      const row = schurAt + <usize>a * rowBytes;
      for (let b: usize = 0; b <= column; b += 16) {
        let sum = v128.load(row + b);
        sum = f64x2.add(sum, f64x2.mul(f0, v128.load(b0 + b)));
        sum = f64x2.add(sum, f64x2.mul(f1, v128.load(b1 + b)));
        sum = f64x2.add(sum, f64x2.mul(f2, v128.load(b2 + b)));
        sum = f64x2.add(sum, f64x2.mul(f3, v128.load(b3 + b)));
        v128.store(row + b, sum);
      }
    }
  }
}
