import type { Calibration, Column } from '@propensity/core';
import type { CountedScores, PairedScores } from '@propensity/core/counted-scores';
import type {
  BinWidth,
  ColumnMoments,
  CurvatureSums,
  DifferenceSums,
  LevelColumn,
  LevelCounts,
  LossAndGradient,
  NumberColumn,
  NumberRange,
  PreparedColumns,
  RowDivision,
  RowSet,
  RowSetCounts,
  ScannedFit,
  TrainingRows,
  ValueCount,
  ValueRange,
} from '@propensity/core/ports';
import {
  assertEnoughUsers,
  completedCurvature,
  isInEveryRow,
  isProductOfMany,
  leastRows,
  rangeWithin,
} from '@propensity/core/small-groups';
import type { Dialect } from '../dialect/dialect.js';
import { type Relation, tableRelation } from '../dialect/relation.js';
import {
  classCountsSql,
  classCurvatureSql,
  classGradientSql,
  curvatureSql,
  gradientSql,
  groupedScoresSql,
  lossDifferencesSql,
  momentsSql,
  type PreparedQuestion,
  pairCurvatureSql,
  preparedNames,
  preparedRowsSql,
  probabilitySumsSql,
  scoreCountsSql,
} from './prepared-rows-sql.js';
import {
  eventCountsSql,
  groupedEventCountsSql,
  groupedValuesSql,
  guardedRangesSql,
  guardedRowCountsSql,
  levelCountsSql,
  numberRangesSql,
  type RowQuestion,
  rowCountsSql,
  valueCountsSql,
} from './training-rows-sql.js';

/** How a warehouse runs the statements of a training. */
export interface TrainingStatements {
  readonly dialect: Dialect;
  /** Makes the table, in place of one of that name. */
  create(table: string, query: string): Promise<void>;
  /** The columns of a result: all numbers are floats, but for one column of texts where it is named. */
  read(sql: string, names: readonly string[], text?: string): Promise<ReadonlyMap<string, Column>>;
  drop(table: string): Promise<void>;
}

export interface SqlTrainingRowsOptions {
  readonly statements: TrainingStatements;
  readonly division: RowDivision;
  /** The table that holds the rows, and a name for the prepared ones. */
  readonly rows: string;
  readonly prepared: string;
  /** Where it is set the rows are those of `censoredRowsSql`. */
  readonly minCellUsers?: number | undefined;
  /** The table of the rows before that, where it is still there. */
  readonly whole?: string;
}

/** Columns of one result: engines have limits, and statements have to stay short. */
const MOST_COLUMNS = 2000;
/** Coefficients of one statement, which are written into it with some 25 characters each: BigQuery takes 1 MB. */
const MOST_COEFFICIENTS = 25_000;
/** Parts of one statement that are each a query. */
const MOST_PARTS = 40;

/** `TrainingRows` as statements of a warehouse that has the rows in a table. */
export class SqlTrainingRows implements TrainingRows {
  #columns: PreparedColumns = { numbers: [], levels: [] };

  constructor(readonly options: SqlTrainingRowsOptions) {}

  get minCellUsers(): number | undefined {
    return this.options.minCellUsers;
  }

  async counts(sets: readonly RowSet[]): Promise<RowSetCounts[]> {
    if (this.minCellUsers !== undefined) return this.#guardedCounts(sets, this.minCellUsers);
    const read = await this.#row(
      rowCountsSql(this.#question, sets),
      sets.flatMap((_, i) => [`rows_${i}`, `positives_${i}`, `users_${i}`]),
    );
    return sets.map((_, i) => ({
      rows: read(`rows_${i}`),
      users: read(`users_${i}`),
      positives: read(`positives_${i}`),
    }));
  }

  async #guardedCounts(sets: readonly RowSet[], minUsers: number): Promise<RowSetCounts[]> {
    const names = sets.flatMap((_, i) => [`rows_${i}`, `positives_${i}`, `users_${i}`]);
    const least = sets.map((set) => this.#least(set));
    const read = await this.#read(guardedRowCountsSql(this.#question, sets, least), names);
    return sets.map((_, i) => {
      // A plan is made without an answer.
      const [rows = 0, positives = 0, users = 0] = ['rows', 'positives', 'users'].map(
        (each) => read.numbers(`${each}_${i}`)[0],
      );
      if (Number.isNaN(rows)) assertEnoughUsers(null, minUsers, least[i]!);
      return { rows, positives, users };
    });
  }

  /** Rows of a set that are certain to be of enough users. */
  #least(set: RowSet): number {
    return leastRows(set, this.options.division, this.minCellUsers!);
  }

  async ranges(columns: readonly NumberColumn[]): Promise<NumberRange[]> {
    const results: NumberRange[] = [];
    if (this.minCellUsers !== undefined) return this.#guardedRanges(columns);
    for (const part of inParts(columns, 100)) {
      const fields = ['known', 'lowest', 'highest', 'mean', 'deviation'] as const;
      const names = part.flatMap((_, i) => fields.map((field) => `${field}_${i}`));
      const read = await this.#row(numberRangesSql(this.#question, part), names);
      part.forEach((_, i) => {
        const known = read(`known_${i}`);
        const of = (field: (typeof fields)[number]) => (known === 0 ? 0 : read(`${field}_${i}`));
        results.push({
          known,
          lowest: of('lowest'),
          highest: of('highest'),
          mean: of('mean'),
          deviation: of('deviation'),
        });
      });
    }
    return results;
  }

  async #guardedRanges(columns: readonly NumberColumn[]): Promise<NumberRange[]> {
    const results: NumberRange[] = [];
    for (const part of inParts(columns, 100)) {
      const fields = ['known', 'mean', 'deviation', 'log_mean', 'log_deviation', 'only'];
      const names = part.flatMap((_, i) => fields.map((field) => `${field}_${i}`));
      const read = await this.#read(guardedRangesSql(this.#question, part), names);
      part.forEach((_, i) => {
        const [known = 0, mean = 0, deviation = 0, logMean = 0, logDeviation = 0, only = Number.NaN] = fields.map(
          (field) => read.numbers(`${field}_${i}`)[0],
        );
        if (known === 0) results.push({ known, lowest: 0, highest: 0, mean: 0, deviation: 0 });
        else {
          const extremes = Number.isNaN(only) ? rangeWithin(logMean, logDeviation) : { lowest: only, highest: only };
          results.push({ known, ...extremes, mean, deviation });
        }
      });
    }
    return results;
  }

  /** Groups of values, of the first set. */
  async #groupedValues(ranges: readonly ValueRange[], set: RowSet): Promise<ValueCount[][]> {
    const results: ValueCount[][] = [];
    for (const part of inParts(ranges, MOST_PARTS)) {
      const sql = groupedValuesSql(this.#question, part, set, this.#least(set));
      const read = await this.#read(sql, ['place', 'score', 'label', 'n']);
      const [places, means, counts] = ['place', 'score', 'n'].map(read.numbers);
      const found = part.map((): ValueCount[] => []);
      places!.forEach((place, row) => {
        found[place]!.push({ lowest: means![row]!, highest: means![row]!, counts: [counts![row]!] });
      });
      for (const each of found) each.sort((a, b) => a.lowest - b.lowest);
      results.push(...found);
    }
    return results;
  }

  async values(ranges: readonly ValueRange[], sets: readonly RowSet[]): Promise<ValueCount[][]> {
    if (this.minCellUsers !== undefined) return this.#groupedValues(ranges, sets[0]!);
    const results: ValueCount[][] = [];
    for (const part of inParts(ranges, MOST_PARTS)) {
      const names = ['place', 'lowest', 'highest', ...sets.map((_, i) => `n_${i}`)];
      const read = await this.#read(valueCountsSql(this.#question, part, sets), names);
      const found = part.map((): ValueCount[] => []);
      read.numbers('place').forEach((place, row) => {
        found[place]!.push({
          lowest: read.numbers('lowest')[row]!,
          highest: read.numbers('highest')[row]!,
          counts: sets.map((_, i) => read.numbers(`n_${i}`)[row]!),
        });
      });
      for (const each of found) each.sort((a, b) => a.lowest - b.lowest);
      results.push(...found);
    }
    return results;
  }

  async levels(columns: readonly LevelColumn[], sets: readonly RowSet[]): Promise<LevelCounts[]> {
    const results: LevelCounts[] = [];
    for (const part of inParts(columns, MOST_PARTS)) {
      const names = ['place', 'level', ...sets.flatMap((_, i) => [`n_${i}`, `seen_${i}`])];
      const read = await this.#read(levelCountsSql(this.#question, part, sets), names, 'level');
      const found = part.map(() => ({ levels: [] as LevelCounts['levels'][number][], seen: sets.map(() => 0) }));
      read.numbers('place').forEach((place, row) => {
        const own = found[place]!;
        own.levels.push({ level: read.text(row), counts: sets.map((_, i) => read.numbers(`n_${i}`)[row]!) });
        own.seen = sets.map((_, i) => read.numbers(`seen_${i}`)[row]!);
      });
      results.push(...found);
    }
    return results;
  }

  async prepare(columns: PreparedColumns): Promise<void> {
    const { statements, prepared } = this.options;
    this.#columns = columns;
    await statements.create(prepared, preparedRowsSql({ ...this.#question, columns }));
  }

  async moments(sets: readonly RowSet[]): Promise<ColumnMoments[]> {
    const { numbers } = this.#columns;
    const question = this.#prepared;
    const results: { known: Float64Array; sums: Float64Array; squares: Float64Array }[] = [];
    for (const part of inParts(sets, Math.max(1, Math.floor(MOST_COLUMNS / (1 + 3 * numbers.length))))) {
      const names = part.flatMap((_, i) => [
        `n_${i}`,
        ...numbers.flatMap(({ hasMissing }, j) => [
          ...(hasMissing ? [`m_${i}_${j}`] : []),
          `s_${i}_${j}`,
          `q_${i}_${j}`,
        ]),
      ]);
      const read = await this.#row(momentsSql(question, part), names);
      part.forEach((_, i) => {
        results.push({
          known: Float64Array.from(
            numbers,
            ({ hasMissing }, j) => read(`n_${i}`) - (hasMissing ? read(`m_${i}_${j}`) : 0),
          ),
          sums: Float64Array.from(numbers, (_, j) => read(`s_${i}_${j}`)),
          squares: Float64Array.from(numbers, (_, j) => read(`q_${i}_${j}`)),
        });
      });
    }
    const classes = await this.#byClass(
      classCountsSql(question, sets),
      sets.map((_, i) => `n_${i}`),
    );
    return results.map((result, i) => ({ ...result, classes: classes(`n_${i}`) }));
  }

  async gradients(fits: readonly ScannedFit[]): Promise<LossAndGradient[]> {
    const question = this.#prepared;
    const { dense } = preparedNames(this.#columns);
    const results: LossAndGradient[] = [];
    const mostFits = Math.max(1, Math.floor(MOST_COLUMNS / (2 + dense.length)));
    for (const part of inParts(fits, Math.min(mostFits, fitsOfStatement(fits)))) {
      const names = part.flatMap((_, i) => [`loss_${i}`, `r_${i}`, ...dense.map((_, j) => `g_${i}_${j}`)]);
      const read = await this.#row(gradientSql(question, part), names);
      const classes = await this.#byClass(
        classGradientSql(question, part),
        part.map((_, i) => `r_${i}`),
      );
      part.forEach((_, i) => {
        const own = [read(`r_${i}`), ...dense.map((_, j) => read(`g_${i}_${j}`))];
        results.push({ loss: read(`loss_${i}`), sums: Float64Array.from([...own, ...classes(`r_${i}`)]) });
      });
    }
    return results;
  }

  async losses(fits: readonly ScannedFit[]): Promise<number[]> {
    return (await this.#probabilitySums(fits)).map(({ loss }) => loss);
  }

  probabilities(fits: readonly ScannedFit[]): Promise<{ sum: number; slope: number }[]> {
    return this.#probabilitySums(fits);
  }

  async #probabilitySums(fits: readonly ScannedFit[]) {
    const results: { loss: number; sum: number; slope: number }[] = [];
    for (const part of inParts(fits, fitsOfStatement(fits))) {
      const names = part.flatMap((_, i) => [`loss_${i}`, `p_${i}`, `v_${i}`]);
      const read = await this.#row(probabilitySumsSql(this.#prepared, part), names);
      part.forEach((_, i) => {
        results.push({ loss: read(`loss_${i}`), sum: read(`p_${i}`), slope: read(`v_${i}`) });
      });
    }
    return results;
  }

  async curvature(fit: ScannedFit, wantsPairs: boolean): Promise<CurvatureSums> {
    const question = this.#prepared;
    const { levels } = this.#columns;
    const nDense = 1 + preparedNames(this.#columns).dense.length;
    const dense = new Float64Array(nDense * nDense);
    const isPrivate = this.minCellUsers !== undefined;
    const isAsked = isPrivate ? isProductOfMany(this.#columns) : () => true;
    const asked = [...Array(nDense).keys()].filter(isPrivate ? isInEveryRow(this.#columns) : () => true);
    const products = Array.from({ length: nDense }, (_, i) => Array.from({ length: i + 1 }, (_, j) => [i, j] as const))
      .flat()
      .filter(([i, j]) => isAsked(i, j));
    for (const part of inParts(products, MOST_COLUMNS)) {
      const read = await this.#row(
        curvatureSql(question, fit, part),
        part.map((_, at) => `q_${at}`),
      );
      part.forEach(([i, j], at) => {
        dense[i * nDense + j] = read(`q_${at}`);
        dense[j * nDense + i] = read(`q_${at}`);
      });
    }
    const byClass = await this.#byClass(
      classCurvatureSql(question, fit, asked),
      asked.map((j) => `q_${j}`),
    );
    const vectors = asked.map((j) => byClass(`q_${j}`));
    const classes = new Float64Array(vectors[0]!.length * nDense);
    vectors.forEach((vector, place) => {
      vector.forEach((value, each) => {
        classes[each * nDense + asked[place]!] = value;
      });
    });
    if (isPrivate) return completedCurvature(this.#columns, { dense, classes, pairs: null });
    if (!wantsPairs) return { dense, classes, pairs: null };
    const pairs = levels.flatMap(({ classes: a }, first) =>
      levels.slice(0, first).map(({ classes: b }, second) => ({ first, second, sums: new Float64Array(a * b) })),
    );
    const sql = pairCurvatureSql(question, fit);
    if (sql !== null) {
      const read = await this.#read(sql, [...levels.map((_, k) => `c${k}`), 'h']);
      const codes = levels.map((_, k) => read.numbers(`c${k}`));
      const h = read.numbers('h');
      for (let row = 0; row < h.length; row++) {
        const [second, first] = codes.flatMap((values, k) => (Number.isNaN(values[row]!) ? [] : [k])) as [
          number,
          number,
        ];
        const { sums } = pairs[(first * (first - 1)) / 2 + second]!;
        sums[codes[first]![row]! * levels[second]!.classes + codes[second]![row]!] = h[row]!;
      }
    }
    return { dense, classes, pairs };
  }

  async scores(fits: readonly ScannedFit[], width: BinWidth): Promise<CountedScores[]> {
    const results: CountedScores[] = [];
    for (const part of inParts(fits, fitsOfStatement(fits))) {
      const sql =
        this.minCellUsers === undefined
          ? scoreCountsSql(this.#prepared, part, width)
          : groupedScoresSql(
              this.#prepared,
              part,
              width,
              part.map(({ set }) => this.#least(set)),
            );
      const read = await this.#read(sql, ['place', 'score', 'label', 'n']);
      const [places, scores, labels, counts] = ['place', 'score', 'label', 'n'].map(read.numbers);
      part.forEach((_, place) => {
        const own = (column: Float64Array) => column.filter((_, row) => places![row] === place);
        results.push({ scores: own(scores!), labels: own(labels!), counts: own(counts!) });
      });
    }
    return results;
  }

  async besideChampion(fit: ScannedFit, width: BinWidth): Promise<PairedScores> {
    const names = ['place', 'score', 'label', 'beside', 'n'];
    const read = await this.#read(scoreCountsSql(this.#prepared, [fit], width, true), names);
    const [scores, labels, others, counts] = ['score', 'label', 'beside', 'n'].map(read.numbers);
    return { scores: scores!, labels: labels!, others: others!, counts: counts! };
  }

  async lossDifferences(fit: ScannedFit, calibration: Calibration, ofChampion: Calibration): Promise<DifferenceSums> {
    const read = await this.#row(lossDifferencesSql(this.#prepared, fit, calibration, ofChampion), ['n', 'd', 'q']);
    return { rows: read('n'), sum: read('d'), squares: read('q') };
  }

  async eventCounts(set: RowSet): Promise<CountedScores> {
    const isPrivate = this.minCellUsers !== undefined;
    const sql = isPrivate
      ? groupedEventCountsSql(this.#question, set, this.#least(set))
      : eventCountsSql(this.#question, set);
    const read = await this.#read(sql, [...(isPrivate ? ['place'] : []), 'score', 'label', 'n']);
    return { scores: read.numbers('score'), labels: read.numbers('label'), counts: read.numbers('n') };
  }

  async close(): Promise<void> {
    const { statements, rows, prepared, whole } = this.options;
    await statements.drop(prepared);
    await statements.drop(rows);
    if (whole !== undefined) await statements.drop(whole);
  }

  get #question(): RowQuestion {
    const { statements, division, rows } = this.options;
    return { dialect: statements.dialect, rows: this.#relation(rows), division };
  }

  get #prepared(): PreparedQuestion {
    return { ...this.#question, rows: this.#relation(this.options.prepared), columns: this.#columns };
  }

  #relation(table: string): Relation {
    return tableRelation(this.options.statements.dialect, table);
  }

  async #read(sql: string, names: readonly string[], text?: string) {
    const columns = await this.options.statements.read(sql, names, text);
    return {
      numbers: (name: string): Float64Array => {
        const column = columns.get(name)!;
        if (column.kind !== 'numeric') throw new TypeError(`${name} is a text`);
        return column.values;
      },
      text: (row: number): string | null => {
        const column = columns.get(text!)!;
        if (column.kind !== 'categorical') throw new TypeError(`${text} is a number`);
        return column.levels[column.codes[row]!] ?? null;
      },
    };
  }

  /** The numbers of a result of one row; sums of nothing are 0. */
  async #row(sql: string, names: readonly string[]): Promise<(name: string) => number> {
    const read = await this.#read(sql, names);
    return (name) => {
      const [value = 0] = read.numbers(name);
      return Number.isNaN(value) ? 0 : value;
    };
  }

  /** Numbers of each class of all categoricals, 0 where there are no rows; in the order of the classes. */
  async #byClass(sql: string | null, names: readonly string[]): Promise<(name: string) => Float64Array> {
    if (sql === null) return () => new Float64Array(0);
    const { levels } = this.#columns;
    let length = 0;
    const firsts = levels.map(({ classes }) => {
      length += classes;
      return length - classes;
    });
    const read = await this.#read(sql, [...levels.map((_, k) => `c${k}`), ...names]);
    const codes = levels.map((_, k) => read.numbers(`c${k}`));
    const at = Array.from(codes[0]!, (_, row) => {
      const k = codes.findIndex((values) => !Number.isNaN(values[row]!));
      return firsts[k]! + codes[k]![row]!;
    });
    return (name) => {
      const result = new Float64Array(length);
      read.numbers(name).forEach((value, row) => {
        result[at[row]!] = value;
      });
      return result;
    };
  }
}

/** How many of these fits a statement may hold. */
function fitsOfStatement(fits: readonly ScannedFit[]): number {
  return Math.max(1, Math.floor(MOST_COEFFICIENTS / (fits[0]?.coef.length ?? 1)));
}

function inParts<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
