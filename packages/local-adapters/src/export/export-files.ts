import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import type { CalendarDay } from '@propensity/core/windows';
import {
  type DayNames,
  type DaysOfPath,
  describeLeftOut,
  type ExportFormat,
  exportFormatOf,
} from '@propensity/warehouse-sql';
import { matchingFiles } from '../files/matching-files.js';

/** A day file of the export, or one of several days. */
export interface DayFile {
  /** The first day in its name. */
  readonly day: CalendarDay;
  /** The last one; the same, of a day file. */
  readonly lastDay: CalendarDay;
  readonly path: string;
  readonly format: ExportFormat;
  /** Changes when the file does: its size and time of last change. */
  readonly fingerprint: string;
}

export interface ExportFilesOptions {
  /** Paths or globs. */
  readonly patterns: readonly string[];
  /** Relative ones stand against this folder. */
  readonly baseDirectory: string;
  /** How the source names files. */
  readonly names: DayNames;
  /** Intraday files of days that have no other are read too. */
  readonly intraday: boolean;
}

/**
 * The day files that the patterns match, by day. Those of tables that Google still writes to are left out, but intraday ones where asked for.
 * @throws PropensityError `no_export_files`, `bad_file_name` or `unknown_export_format`
 */
export async function exportFiles(options: ExportFilesOptions): Promise<DayFile[]> {
  const { patterns, baseDirectory, names, intraday } = options;
  const paths = new Set<string>();
  for (const pattern of patterns) {
    for (const path of await matchingFiles(pattern, baseDirectory)) paths.add(path);
  }
  const named = [...paths].sort().map((path) => ({ path, days: names.daysOfFile(path) }));
  const whole = named.filter(({ days }) => days === null || days.kind === 'daily');
  const finished = intraday ? [...whole, ...intradayAlone(named)] : whole;
  if (finished.length === 0) throw noFiles(options, named);
  const files = await Promise.all(finished.map(({ path, days }) => describeFile(path, days, names)));
  return files.sort((a, b) => (a.day === b.day ? compare(a.path, b.path) : compare(a.day, b.day)));
}

interface NamedFile {
  readonly path: string;
  readonly days: DaysOfPath | null;
}

/** Intraday files that hold a day of which there is no other file. */
function intradayAlone(named: readonly NamedFile[]): NamedFile[] {
  const of = (kind: DaysOfPath['kind']) => named.filter(({ days }) => days?.kind === kind);
  const daily = of('daily').map(({ days }) => days!);
  return of('intraday').filter(({ days }) => !daily.some(({ from, to }) => from <= days!.from && to >= days!.to));
}

async function describeFile(path: string, days: DaysOfPath | null, { tablePrefix }: DayNames): Promise<DayFile> {
  const format = exportFormatOf(path);
  if (days === null) {
    throw new PropensityError('bad_file_name', `The name of ${path} does not say which day it holds.`, {
      kind: 'usage',
      hint: `Name day files ${tablePrefix}YYYYMMDD.parquet (or .json, .ndjson, .json.gz), those of several days ${tablePrefix}YYYYMMDD_YYYYMMDD.parquet, or narrow source.events.`,
    });
  }
  const { size, mtimeMs } = await stat(path);
  return { day: days.from, lastDay: days.to, path, format, fingerprint: `${basename(path)} ${size} ${mtimeMs}` };
}

function noFiles({ patterns, baseDirectory, names }: ExportFilesOptions, named: readonly NamedFile[]): PropensityError {
  const looked = patterns.map((pattern) => resolve(baseDirectory, pattern)).join(', ');
  const countOf = (kind: DaysOfPath['kind']) => named.filter(({ days }) => days?.kind === kind).length;
  const leftOut = describeLeftOut({ intraday: countOf('intraday'), fresh: countOf('fresh') }, 'file');
  if (leftOut === '') {
    return new PropensityError('no_export_files', `No export file matches ${looked}.`, {
      kind: 'usage',
      hint: `Point source.events at the day files, for example "export/${names.tablePrefix}*.parquet"; relative paths stand against the configuration file.`,
      details: { patterns },
    });
  }
  return new PropensityError(
    'no_export_files',
    `No export file of a whole day matches ${looked}; ${leftOut} were left out: Google still writes to their tables.`,
    {
      kind: 'usage',
      hint: `Export the tables ${names.tablePrefix}YYYYMMDD of the daily export. Where a property has intraday tables alone, "source": {"intraday": true} reads their files.`,
      details: { patterns },
    },
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
