/** A symmetric matrix whose entries are 0 beyond `width` places from the diagonal. */
export class BandMatrix {
  readonly size: number;
  readonly width: number;
  /** Column by column, the diagonal and what is below it: entry (j + m, j) at j·(width + 1) + m, m ≤ width. */
  readonly values: Float64Array;

  constructor(size: number, width: number, values = new Float64Array(size * (width + 1))) {
    this.size = size;
    this.width = width;
    this.values = values;
  }

  /** Adds to the entries (row, column) and (column, row); |row − column| ≤ width. */
  add(row: number, column: number, value: number): void {
    const first = Math.min(row, column);
    this.values[first * (this.width + 1) + Math.max(row, column) - first]! += value;
  }

  /** xᵀAx. */
  quadratic(x: Float64Array): number {
    const { size, width, values } = this;
    let sum = 0;
    for (let j = 0; j < size; j++) {
      const at = j * (width + 1);
      let times = values[at]! * x[j]!;
      for (let m = 1; m <= width && j + m < size; m++) times += 2 * values[at + m]! * x[j + m]!;
      sum += times * x[j]!;
    }
    return sum;
  }

  /** factor·A + diag(diagonal). */
  scaledPlus(factor: number, diagonal: Float64Array): BandMatrix {
    const values = this.values.map((value) => factor * value);
    for (let j = 0; j < this.size; j++) values[j * (this.width + 1)]! += diagonal[j]!;
    return new BandMatrix(this.size, this.width, values);
  }
}
