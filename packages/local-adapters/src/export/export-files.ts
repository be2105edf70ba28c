import { glob, stat } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import type { CalendarDay } from '@propensity/core/windows';
import { type DayNames, type ExportFormat, exportFormatOf } from '@propensity/warehouse-sql';

/** A day file of the export. */
export interface DayFile {
  readonly day: CalendarDay;
  readonly path: string;
  readonly format: ExportFormat;
  /** Changes when the file does: its size and time of last change. */
  readonly fingerprint: string;
}

/**
 * The day files that the patterns match, by day. Those that are still written to are left out.
 * @param patterns paths or globs; relative ones stand against `baseDirectory`
 * @param names how the source names files
 * @throws PropensityError `no_export_files`, `bad_file_name` or `unknown_export_format`
 */
export async function exportFiles(
  patterns: readonly string[],
  baseDirectory: string,
  names: DayNames,
): Promise<DayFile[]> {
  const paths = new Set<string>();
  for (const pattern of patterns) {
    const absolute = isAbsolute(pattern) ? pattern : resolve(baseDirectory, pattern);
    for await (const path of glob(absolute)) paths.add(resolve(path));
  }
  const finished = [...paths].filter((path) => names.dayOfFile(basename(path)) !== 'unfinished').sort();
  if (finished.length === 0) {
    const looked = patterns.map((pattern) => (isAbsolute(pattern) ? pattern : resolve(baseDirectory, pattern)));
    throw new PropensityError('no_export_files', `No export file matches ${looked.join(', ')}.`, {
      kind: 'usage',
      hint: 'Point source.events at the day files, for example "export/events_*.parquet"; relative paths stand against the configuration file.',
      details: { patterns },
    });
  }
  const files = await Promise.all(finished.map((path) => describeFile(path, names)));
  return files.sort((a, b) => (a.day === b.day ? compare(a.path, b.path) : compare(a.day, b.day)));
}

async function describeFile(path: string, names: DayNames): Promise<DayFile> {
  const format = exportFormatOf(path);
  const day = names.dayOfFile(basename(path));
  if (day === null) {
    throw new PropensityError('bad_file_name', `The name of ${path} does not say which day it holds.`, {
      kind: 'usage',
      hint: 'Name day files events_YYYYMMDD.parquet (or .json, .ndjson, .json.gz), or narrow source.events.',
    });
  }
  const { size, mtimeMs } = await stat(path);
  return { day, path, format, fingerprint: `${basename(path)} ${size} ${mtimeMs}` };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
