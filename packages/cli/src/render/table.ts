import displayWidth from 'fast-string-width';
import { spell } from './glyphs.js';
import { aligned, pad } from './layout.js';
import type { Screen } from './screen.js';
import { tint } from './tint.js';

/** A column of a table of `Row`s. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => string;
  /** A shorter cell, for screens on which the whole does not fit. */
  readonly short?: (row: Row) => string;
  /** Left out where it does not fit even so: another column says the same. */
  readonly spare?: boolean;
  /** Numbers stand on the right. */
  readonly side?: 'left' | 'right';
}

const INDENT = 2;

/**
 * A table that fits: with room between the columns, else close, else with short cells, else without spare columns, else one block per row with
 * a line per column. The first column heads the block.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], screen: Screen): string[] {
  const needed = columns.filter(({ spare }) => spare !== true);
  const whole = cellsOf(columns, rows, screen, ({ cell }) => cell);
  const shortest = ({ cell, short }: Column<Row>) => short ?? cell;
  for (const [shown, cells, gap] of [
    [columns, whole, 3],
    [columns, whole, 2],
    [columns, cellsOf(columns, rows, screen, shortest), 2],
    [needed, cellsOf(needed, rows, screen, shortest), 2],
  ] as const) {
    const lines = drawn(shown, cells, gap, screen);
    if (lines !== null) return lines;
  }
  const headers = columns.map(({ header }) => header);
  return whole.slice(1).flatMap(([name, ...cells], block) => [
    ...(block === 0 ? [] : ['']),
    `  ${tint('heading', name!.trimStart(), screen)}`,
    ...aligned(
      cells.map((cell, index) => [`  ${headers[index + 1]!}`, cell] as const),
      screen,
    ),
  ]);
}

/** The header and the rows as text. */
function cellsOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  screen: Screen,
  pick: (column: Column<Row>) => (row: Row) => string,
): string[][] {
  const cells = rows.map((row) => columns.map((column) => spell(pick(column)(row), screen)));
  return [columns.map(({ header }) => spell(header, screen)), ...cells];
}

function drawn<Row>(
  columns: readonly Column<Row>[],
  cells: readonly (readonly string[])[],
  gap: number,
  screen: Screen,
): string[] | null {
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => displayWidth(row[index]!))));
  const total = INDENT + widths.reduce((sum, width) => sum + width, 0) + gap * (columns.length - 1);
  if (total > screen.columns) return null;
  return cells.map((row, line) => {
    const text = row
      .map((cell, index) => pad(cell, widths[index]!, columns[index]!.side ?? 'left'))
      .join(' '.repeat(gap));
    const shown = ' '.repeat(INDENT) + text.trimEnd();
    return line === 0 ? tint('label', shown, screen) : shown;
  });
}
