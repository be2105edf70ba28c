import type { HessianSolver } from '../linear-model/solver/hessian-factor.js';
import type { DesignMap } from './design-map.js';

/**
 * The inverse Hessian of a fit on nearly the same rows, for a design with nearly the same columns: columns are matched by name. Those
 * that only this design has are taken to be independent of all others.
 */
export class MatchedHessian implements HessianSolver {
  readonly #of: HessianSolver;
  readonly #place: Int32Array;
  readonly #length: number;
  readonly #diagonal: Float64Array;

  /**
   * @param names of the other design's parameters, in the solver's order
   * @param own the same of this design
   * @param diagonal of this design's Hessian
   */
  constructor(of: HessianSolver, names: readonly string[], own: readonly string[], diagonal: Float64Array) {
    this.#of = of;
    this.#length = names.length;
    const places = new Map(names.map((name, place) => [name, place]));
    this.#place = Int32Array.from(own, (name) => places.get(name) ?? -1);
    this.#diagonal = diagonal;
  }

  solve(vector: Float64Array): Float64Array {
    const other = new Float64Array(this.#length);
    this.#place.forEach((place, j) => {
      if (place >= 0) other[place] = vector[j]!;
    });
    const solved = this.#of.solve(other);
    return vector.map((value, j) => (this.#place[j]! >= 0 ? solved[this.#place[j]!]! : value / this.#diagonal[j]!));
  }
}

/** Names of a design's parameters in the solver's order. @param columnNames in the design's order */
export function parameterNames({ order }: DesignMap, columnNames: readonly string[]): string[] {
  const places = order.toParameters(
    Float64Array.from(columnNames, (_, index) => index),
    -1,
  );
  return Array.from(places, (index) => (index < 0 ? '' : columnNames[index]!));
}

/** Parameters of one design with the values that parameters of the same names have in another one; 0 where there is none. */
export function matched(parameters: Float64Array, names: readonly string[], own: readonly string[]): Float64Array {
  const valueAt = new Map(names.map((name, place) => [name, parameters[place]!]));
  return Float64Array.from(own, (name) => valueAt.get(name) ?? 0);
}
