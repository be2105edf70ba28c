import { floatLiteral } from './literals.js';

/** Cells of a grid over the cuts: the fewest that leave few cuts in each. */
const SIZES = [256, 1024, 4096];
/** Cuts in one cell that are compared one by one. */
const FEW = 3;

/** A monotone function of a number whose every step IEEE 754 rounds alike everywhere: here and in the engine. */
interface Spread {
  readonly of: (x: number) => number;
  readonly sql: (expr: string) => string;
}

/** Values are spread over a grid as they are, or their fourth roots are: most numbers of a shop are small, and a few are large. */
const SPREADS: readonly Spread[] = [
  { of: (x) => x, sql: (expr) => `(${expr})` },
  {
    of: (x) => Math.sqrt(Math.sqrt(Math.max(x, 0))),
    sql: (expr) => `SQRT(SQRT(GREATEST(${expr}, 0e0)))`,
  },
];

interface Grid {
  readonly spread: Spread;
  readonly from: number;
  readonly scale: number;
  readonly size: number;
  /** The cuts in each cell. */
  readonly cells: readonly (readonly number[])[];
  readonly most: number;
}

/**
 * `cutsBelow` of an engine that has no function for it, where a tree of comparisons takes several times as long: a list over the cells of a grid says
 * how many cuts lie before each cell, and the cuts within it are compared. As the cell of a number never falls when the number rises, cuts
 * in other cells need no comparison.
 */
export function cutsBelowOnGrid(expr: string, cuts: readonly number[], keep: (list: string) => string): string {
  if (cuts.length === 0) return '0';
  const { spread, from, scale, size, cells, most } = gridOf(cuts);
  let before = 0;
  const counts = cells.map((cell) => {
    const count = before;
    before += cell.length;
    return count;
  });
  const cell = `CAST(LEAST(GREATEST(FLOOR((${spread.sql(expr)} - ${floatLiteral(from)}) * ${floatLiteral(scale)}), 0e0), ${size - 1}e0) AS INTEGER)`;
  const found = (list: string) => `list_extract(${keep(list)}, 1 + ${cell})`;
  const compared = Array.from({ length: most }, (_, place) => {
    const list = cells.map((each) => (place < each.length ? floatLiteral(each[place]!) : "'inf'"));
    return `CAST(${expr} > ${found(`[${list.join(', ')}]::DOUBLE[]`)} AS INTEGER)`;
  });
  return `(${[found(`[${counts.join(', ')}]::INTEGER[]`), ...compared].join(' + ')})`;
}

/** The grid that leaves few cuts in a cell, or the fewest. */
function gridOf(cuts: readonly number[]): Grid {
  let best: Grid | null = null;
  for (const size of SIZES) {
    for (const spread of SPREADS) {
      const grid = gridOver(cuts, spread, size);
      if (best === null || grid.most < best.most) best = grid;
    }
    if (best!.most <= FEW) break;
  }
  return best!;
}

function gridOver(cuts: readonly number[], spread: Spread, size: number): Grid {
  const from = spread.of(cuts[0]!);
  const width = spread.of(cuts.at(-1)!) - from;
  const scale = width > 0 && Number.isFinite((size - 1) / width) ? (size - 1) / width : 1;
  const cells: number[][] = Array.from({ length: size }, () => []);
  for (const cut of cuts) {
    const cell = Math.min(Math.max(Math.floor((spread.of(cut) - from) * scale), 0), size - 1);
    cells[cell]!.push(cut);
  }
  return { spread, from, scale, size, cells, most: Math.max(...cells.map(({ length }) => length)) };
}
