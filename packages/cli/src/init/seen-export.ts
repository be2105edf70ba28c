import { PropensityError } from '@propensity/core';
import { DEFAULT_WINDOWS, type JobSettings, type PropensityConfigInput } from '@propensity/core/config';
import type { Ports, Progress } from '@propensity/core/ports';
import {
  addDays,
  type CalendarDay,
  dayAt,
  daysBetween,
  ExportCalendar,
  type FittingZones,
  fittingWindows,
  fittingZones,
} from '@propensity/core/windows';
import type { Io } from '../io.js';
import { mostLikelyTargets } from './likely-targets.js';
import { withScratchStack } from './scratch-stack.js';

/** How much is looked at: where reading costs, less. */
interface Thoroughness {
  /** Days whose dates settle the time zone. Over a year, zones that change their clocks on different days differ. */
  readonly zoneDays: number;
  /** Events whose positives are counted: each is a look at the export. */
  readonly counted: number;
}

const FREE: Thoroughness = { zoneDays: 400, counted: 8 };
const BILLED: Thoroughness = { zoneDays: 14, counted: 2 };

/** A stack that reports what it reads is one where reading costs. */
function thoroughnessOf({ inspection }: Ports): Thoroughness {
  return inspection === undefined ? FREE : BILLED;
}

/** An event of the export in its newest week. */
export interface SeenEvent {
  readonly name: string;
  readonly events: number;
  /** Users who did it in that week. */
  readonly users: number;
  /** Of them: users who were known before that week, whom a model could have named; null where they were not counted. */
  readonly positives: number | null;
}

/** What `init` saw in an export. */
export interface SeenExport {
  readonly days: number;
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
  /** Null where the rows have no dates. */
  readonly zone: FittingZones | null;
  /** The first day of the week that is described: the newest that a training could be tested on. */
  readonly week: CalendarDay;
  /** The likeliest targets first. */
  readonly events: readonly SeenEvent[];
}

/** The time zone in which the dates of an export are the days of its rows; null where there is no export, or its rows have no dates. */
async function zoneOf(events: Ports['events'], last: CalendarDay, days: number): Promise<FittingZones | null> {
  const evidence = await events.evidence?.(addDays(last, -days), addDays(last, 1));
  return evidence === undefined ? null : fittingZones(evidence.dates);
}

/**
 * Looks at an export: its days, its time zone, and its events in the newest week with users and positives.
 * @param target whose positives are counted too, wherever it stands
 * @returns null where there is no day yet
 * @throws PropensityError whatever makes the export unreadable
 */
export async function lookAtExport(
  io: Io,
  {
    file,
    config,
    progress,
  }: { readonly file: string; readonly config: PropensityConfigInput; readonly progress: Progress },
  target: string | undefined,
): Promise<SeenExport | null> {
  progress.step('Looking at the export');
  const zone = await withScratchStack(io, { file, config, progress }, async ({ ports }) => {
    const days = await ports.events.days().catch((error: unknown) => {
      if (PropensityError.is(error) && error.code === 'no_export_files') return [];
      throw error;
    });
    const last = days.at(-1)?.date;
    return last === undefined ? 'no days' : await zoneOf(ports.events, last, thoroughnessOf(ports).zoneDays);
  });
  if (zone === 'no days') return null;
  const source = {
    ...config.source,
    ...(zone === null ? {} : { timeZone: zone.zone }),
  } as PropensityConfigInput['source'];
  return withScratchStack(io, { file, config: { ...config, source }, progress }, async ({ ports, settings }) => {
    const calendar = new ExportCalendar(await ports.events.days(), dayAt(io.clock(), settings.timeZone), settings);
    progress.step('Counting events and users');
    const { week, events } = await newestWeek(ports, settings, calendar, {
      target,
      counted: thoroughnessOf(ports).counted,
    });
    const { firstDay, lastDay, presentDays } = calendar;
    return { days: presentDays, firstDay, lastDay, zone, week, events };
  });
}

async function newestWeek(
  ports: Ports,
  settings: JobSettings,
  calendar: ExportCalendar,
  { target, counted: most }: { readonly target: string | undefined; readonly counted: number },
) {
  const { horizonDays, training } = settings;
  const until = addDays(calendar.lastFinalDay ?? calendar.lastDay, 1);
  const first = addDays(until, -horizonDays);
  const week = first > calendar.firstDay ? first : calendar.firstDay;
  const { eventNames } = await ports.events.summarise(week, until);
  const before = daysBetween(calendar.firstDay, week);
  const spacing = { horizonDays, everyDays: training.everyDays };
  const windows = fittingWindows(before, spacing, { most: DEFAULT_WINDOWS });
  const likely = mostLikelyTargets(eventNames);
  const counted = new Set([
    ...likely.slice(0, most).map(({ name }) => name),
    ...(target === undefined ? [] : [target]),
  ]);
  if (windows === null) return { week, events: likely.map((event) => ({ ...event, positives: null })) };
  const { events } = ports.withWindows?.({ ...windows, horizonDays }) ?? ports;
  const seen: SeenEvent[] = [];
  for (const event of likely) {
    const positives = counted.has(event.name) ? (await events.reach(week, event.name)).reachable : null;
    seen.push({ ...event, positives });
  }
  return { week, events: seen };
}
