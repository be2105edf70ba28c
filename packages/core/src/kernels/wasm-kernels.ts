import { type LogisticKernels, requireKernelRoom, TILE_ROWS } from './logistic-kernels.js';
import { WASM_MODULE } from './wasm-module.js';

/** The part of the WebAssembly interface that is used here; TypeScript's ES library has no types for it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** The exports of assembly/kernels.ts. */
type Exports = Readonly<Record<keyof Omit<LogisticKernels, 'memory'>, (...args: number[]) => number | undefined>>;

const PAGE = 65536;

let compiled: object | null | undefined;

/**
 * The kernels in WebAssembly SIMD, on `bytes` of memory of their own; null where the engine has no WebAssembly or
 * forbids it.
 * @throws PropensityError `problem_too_large`
 */
export function wasmKernels(bytes: number): LogisticKernels | null {
  const api = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) return null;
  compiled ??= compile(api);
  if (compiled === null) return null;
  requireKernelRoom(bytes);
  const memory = new api.Memory({ initial: Math.ceil(bytes / PAGE) });
  const imports = { env: { memory, abort: () => {} } };
  const exports = new api.Instance(compiled, imports).exports as Exports;
  return {
    memory: memory.buffer,
    linear: (m, nColumns, nCategorical, { x, codes, eta }, coefAt, levelCoefsAt) =>
      exports.linear(m, nColumns, nCategorical, x, codes, eta, coefAt, levelCoefsAt),
    linearCentred: (m, nColumns, nCategorical, { x, codes, eta }, coefAt, levelCoefsAt, centresAt) =>
      exports.linearCentred(m, nColumns, nCategorical, x, codes, eta, coefAt, levelCoefsAt, centresAt),
    areFinite: (m, { eta }) => exports.areFinite(m, eta) === 1,
    logistic: (m, { eta, y, weight, residual, curvature }, lossAt) =>
      exports.logistic(m, eta, y, weight, residual, curvature, lossAt),
    probability: (m, { eta, residual }) => exports.probability(m, eta, residual),
    weigh: (m, { eta, residual, curvature }) => exports.weigh(m, eta, residual, curvature),
    scatter: (m, nColumns, nCategorical, { x, codes, residual }, sumsAt, levelSumsAt) =>
      exports.scatter(m, nColumns, nCategorical, x, codes, residual, sumsAt, levelSumsAt),
    crossColumns: (m, nColumns, { x, curvature, scratch }, productsAt) =>
      exports.crossColumns(m, nColumns, x, curvature, scratch, productsAt),
    crossLevels: (m, nColumns, nCategorical, { x, codes, curvature, scratch }, levelVectorsAt) =>
      exports.crossLevels(m, nColumns, nCategorical, x, codes, curvature, scratch, levelVectorsAt),
    crossPair: (m, { codes, curvature }, first, second, tableAt, width) =>
      exports.crossPair(m, codes + 4 * TILE_ROWS * first, codes + 4 * TILE_ROWS * second, curvature, tableAt, width),
    eliminate: (nRows, width, borderAt, inverseAt, schurAt) =>
      exports.eliminate(nRows, width, borderAt, inverseAt, schurAt),
  };
}

/** Null where the engine rejects the bytes: it has no SIMD, or the page's policy forbids WebAssembly. */
function compile(api: WebAssemblyApi): object | null {
  try {
    return new api.Module(Uint8Array.from(WASM_MODULE.match(/../g)!, (byte) => Number.parseInt(byte, 16)));
  } catch {
    return null;
  }
}
