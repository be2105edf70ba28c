import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, type CalendarDay, daysOf } from '@propensity/core/windows';
import { daysOfPath } from '@propensity/warehouse-sql';

/** Day files below a folder that one pattern matches. */
export interface FoundExport {
  /** For `source.events`, relative to the folder that was searched. */
  readonly events: string;
  readonly files: number;
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
  /** Different days that the names give. */
  readonly days: number;
}

/** Folders inside folders that are looked into. */
const DEPTH = 5;
/** Above this many files a folder is no place of work. */
const MOST_FILES = 100_000;
const EXTENSION = /(?:\.(?:parquet|json|ndjson|jsonl))(?:\.gz)?$/i;

/**
 * The exports below a folder, by the names of their files alone, as every kind of source reads them: no file is opened. Those that are
 * named as Google names them come first, then those of the most days. Hidden folders and installed packages are left out, and so are
 * files of tables that Google still writes to.
 */
export async function findExports(folder: string): Promise<FoundExport[]> {
  const groups = new Map<string, { files: number; days: Set<CalendarDay> }>();
  for (const path of await filesBelow(folder)) {
    const days = daysOfPath(path);
    if (days === null || days.kind !== 'daily') continue;
    const pattern = patternOf(path);
    const group = groups.get(pattern) ?? { files: 0, days: new Set() };
    groups.set(pattern, group);
    group.files++;
    for (const day of daysOf(days.from, addDays(days.to, 1))) group.days.add(day);
  }
  return [...groups]
    .map(([events, { files, days }]) => {
      const inOrder = [...days].sort();
      return { events, files, firstDay: inOrder[0]!, lastDay: inOrder.at(-1)!, days: days.size };
    })
    .sort((a, b) => rank(a) - rank(b) || b.days - a.days || (a.events < b.events ? -1 : 1));
}

/** Paths relative to the folder, parts joined by `/`. */
async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (inside: string, depth: number): Promise<void> => {
    // A folder that may not be read holds no export of this user.
    const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      const isFolder = entry.isSymbolicLink() ? await leadsToFolder(join(folder, path)) : entry.isDirectory();
      if (isFolder && depth < DEPTH) await look(path, depth + 1);
      else if (!isFolder && EXTENSION.test(entry.name)) found.push(path);
      if (found.length > MOST_FILES) return;
    }
  };
  await look('', 0);
  return found;
}

async function leadsToFolder(link: string): Promise<boolean> {
  return stat(link).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

/** The path with `*` for what changes from day to day. */
function patternOf(path: string): string {
  const parts = path.split('/');
  const name = parts.pop()!;
  const extension = EXTENSION.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - extension.length);
  const begins = /^.*?(?:events|sessions)[_-](?=\d)/i.exec(stem)?.[0] ?? /^\D*/.exec(stem)![0];
  const folders = parts.map((part) => (daysOfPath(part) === null && !/^\w+=\d+$/.test(part) ? part : '*'));
  return [...folders, `${begins === stem ? '' : begins}*${extension}`].join('/');
}

function rank({ events }: FoundExport): number {
  return /(^|[/_-])(events|sessions)[_-]\*/i.test(events) || events.includes('*/') ? 0 : 1;
}
