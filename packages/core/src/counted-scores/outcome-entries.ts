import type { Table } from '../table/table.js';
import { binnedScores } from './binned-scores.js';
import type { BinnedScores } from './binning-bound.js';
import { type CountedScores, countedScores } from './counted-scores.js';
import { type PairedScores, pairedScores } from './paired-scores.js';
import { FINE_STEPS, meanOfBin, PAIR_STEPS, placeInBin } from './proba-bins.js';

/** How a week's rows are grouped. */
export interface OutcomeGrouping {
  /** False: rows of the very same probability are one entry. True: rows of one bin of probabilities, see `placeInBin`. */
  readonly binned: boolean;
  /** A bin is divided there: which rows are from it on stays exact. */
  readonly threshold: number;
}

/** Entries of a week: what metrics need of its rows, and as many whatever the number of rows where they are binned. */
export interface OutcomeEntries {
  /** By probability, or bin, and label. */
  readonly proba: CountedScores | BinnedScores;
  /** By number of events and label. */
  readonly eventCount: CountedScores;
}

/** Entries of a challenger that scored in the shadow. */
export interface ShadowEntries extends OutcomeEntries {
  /** By its probability, as `scores`, the one that was served, as `others`, and label. */
  readonly pairs: PairedScores;
}

/** The parts of a grouping, by the number that says so in `GroupedColumns`. */
export const OUTCOME_PARTS = { proba: 0, eventCount: 1, pairs: 2 } as const;

/** Rows grouped by a warehouse, as columns of equal length, in any order. */
export interface GroupedColumns {
  /** Of which part the group is. */
  readonly entry_part: Float64Array;
  /** The probability, the key of its bin, or the number of events. */
  readonly entry_key: Float64Array;
  /** Of pairs, the served probability or the key of its bin; else 0. */
  readonly entry_other: Float64Array;
  /** Of binned probabilities, 1 from the threshold on; else 0. */
  readonly entry_above: Float64Array;
  readonly label: Float64Array;
  readonly entry_rows: Float64Array;
  /** Σ of places in the bin of the key, and in that of the other; 0 where there are no bins. */
  readonly entry_places: Float64Array;
  readonly entry_other_places: Float64Array;
  /** The least and the greatest probability. */
  readonly entry_low: Float64Array;
  readonly entry_high: Float64Array;
}

export const GROUPED_COLUMNS = [
  'entry_part',
  'entry_key',
  'entry_other',
  'entry_above',
  'label',
  'entry_rows',
  'entry_places',
  'entry_other_places',
  'entry_low',
  'entry_high',
] as const satisfies readonly (keyof GroupedColumns)[];

/** The columns of a table that has them. */
export function groupedColumns(table: Table): GroupedColumns {
  return Object.fromEntries(GROUPED_COLUMNS.map((name) => [name, table.numeric(name)])) as unknown as GroupedColumns;
}

/** The entries of grouped rows, in an order that depends on the rows alone. */
export function outcomeEntries(columns: GroupedColumns, { binned }: OutcomeGrouping): ShadowEntries {
  const proba = ofPart(columns, OUTCOME_PARTS.proba);
  const events = ofPart(columns, OUTCOME_PARTS.eventCount);
  return {
    proba: binned
      ? binnedScores({
          keys: proba.entry_key,
          above: proba.entry_above,
          labels: proba.label,
          counts: proba.entry_rows,
          parts: proba.entry_places,
          low: proba.entry_low,
          high: proba.entry_high,
        })
      : countedScores({ scores: proba.entry_key, labels: proba.label, counts: proba.entry_rows }),
    eventCount: countedScores({ scores: events.entry_key, labels: events.label, counts: events.entry_rows }),
    pairs: pairsOf(ofPart(columns, OUTCOME_PARTS.pairs), binned),
  };
}

/** A row of a week. */
export interface OutcomeRow {
  readonly proba: number;
  readonly label: number;
  readonly eventCount: number;
  /** Of a challenger in the shadow: what was served. */
  readonly servedProba?: number;
}

/** The entries of rows: the reference for the warehouses' SQL. */
export function groupedRows(rows: Iterable<OutcomeRow>, grouping: OutcomeGrouping): ShadowEntries {
  const groups = new Map<string, Group>();
  const add = (keys: GroupKeys, places: readonly [number, number], proba: number) => {
    const name = Object.values(keys).join(' ');
    const group = groups.get(name) ?? {
      ...keys,
      entry_rows: 0,
      entry_places: 0,
      entry_other_places: 0,
      entry_low: proba,
      entry_high: proba,
    };
    group.entry_rows++;
    group.entry_places += places[0];
    group.entry_other_places += places[1];
    group.entry_low = Math.min(group.entry_low, proba);
    group.entry_high = Math.max(group.entry_high, proba);
    groups.set(name, group);
  };
  const { binned, threshold } = grouping;
  const placed = (proba: number, steps: number) => (binned ? placeInBin(proba, steps) : { key: proba, part: 0 });
  const keysOf = (part: number, key: number, label: number) => ({
    entry_part: part,
    entry_key: key,
    entry_other: 0,
    entry_above: 0,
    label,
  });
  for (const { proba, label, eventCount, servedProba } of rows) {
    const fine = placed(proba, FINE_STEPS);
    const above = binned && proba >= threshold ? 1 : 0;
    add({ ...keysOf(OUTCOME_PARTS.proba, fine.key, label), entry_above: above }, [fine.part, 0], proba);
    add(keysOf(OUTCOME_PARTS.eventCount, eventCount, label), [0, 0], proba);
    if (servedProba === undefined) continue;
    const [one, other] = [placed(proba, PAIR_STEPS), placed(servedProba, PAIR_STEPS)];
    const keys = { ...keysOf(OUTCOME_PARTS.pairs, one.key, label), entry_other: other.key };
    add(keys, [one.part, other.part], proba);
  }
  const all = [...groups.values()];
  const columns = GROUPED_COLUMNS.map((name) => [name, Float64Array.from(all, (group) => group[name])]);
  return outcomeEntries(Object.fromEntries(columns) as unknown as GroupedColumns, grouping);
}

type Group = Record<keyof GroupedColumns, number>;
type GroupKeys = Pick<Group, 'entry_part' | 'entry_key' | 'entry_other' | 'entry_above' | 'label'>;

function pairsOf(columns: GroupedColumns, binned: boolean): PairedScores {
  const { entry_key, entry_other, label, entry_rows, entry_places, entry_other_places } = columns;
  const scoresOf = (keys: Float64Array, places: Float64Array) =>
    keys.map((key, group) => (binned ? meanOfBin(key, places[group]!, entry_rows[group]!, PAIR_STEPS) : key));
  return pairedScores({
    scores: scoresOf(entry_key, entry_places),
    others: scoresOf(entry_other, entry_other_places),
    labels: label,
    counts: entry_rows,
  });
}

function ofPart(columns: GroupedColumns, part: number): GroupedColumns {
  const groups = Uint32Array.from(columns.label.keys()).filter((group) => columns.entry_part[group] === part);
  const taken = GROUPED_COLUMNS.map((name) => [name, Float64Array.from(groups, (group) => columns[name][group]!)]);
  return Object.fromEntries(taken) as unknown as GroupedColumns;
}
