import type { RecentEvents } from '../drift/input-profile.js';
import type { CalendarDay } from '../windows/calendar-day.js';
import type { ExportDay } from '../windows/export-day.js';
import type { SnapshotCalendar } from '../windows/snapshot-calendar.js';
import type { AudienceEvidence, EvidenceOptions, ExportEvidence } from './export-evidence.js';

/** How many users converted in a label window, and how many of them any model could have known. */
export interface Reach {
  /** Distinct identified users with the target event in [S, S + horizon). */
  readonly converters: number;
  /** Of them: users who were in the population at S. */
  readonly reachable: number;
}

/** How many users a training on a snapshot would look at, without computing any feature. */
export interface SnapshotCounts {
  readonly snapshot: string;
  /** The population at S; with `training.sampleShare`, the sampled users of it. */
  readonly users: number;
  /** Of them: users with the target event in [S, S + horizon). */
  readonly positives: number;
  /** Users with the target event in [S, S + horizon), in the population or not; sampled in the same way. */
  readonly converters: number;
}

/** Totals over the rows of a range of days that `source.where` keeps. */
export interface ExportSummary {
  readonly events: number;
  readonly eventsWithoutUser: number;
  readonly users: number;
  /** Events that perform the target, and their users; of a target that is something not done, who does it. */
  readonly target: { readonly events: number; readonly users: number };
  /** Event names by number of events, most frequent first (at most 200). */
  readonly eventNames: readonly { readonly name: string; readonly events: number; readonly users: number }[];
}

/** Events of one name. */
export interface NamedEvents {
  readonly name: string;
  /** As delivered. */
  readonly events: number;
  readonly users: number;
}

/**
 * Port: the source of features and labels, usually an export of events. A finished feature table gives the same answers
 * from its rows. Adapters are built for one source configuration.
 */
export interface EventSource {
  /**
   * The days of the source, ascending: days with events, or the snapshots of a feature table.
   * @throws PropensityError `no_export_files` when there are none, `unreadable_export` when one cannot be read.
   */
  days(): Promise<readonly ExportDay[]>;
  /**
   * What may be trained on, scored and evaluated as of `today`. Left out by sources of daily events, where it follows
   * from the days (`ExportCalendar`).
   * @param today of the job: in a backfill, an earlier day than that of the clock
   * @param clockDay the day that it is by the clock, after which nothing can have happened; `today` when left out
   */
  calendar?(today: CalendarDay, clockDay?: CalendarDay): Promise<SnapshotCalendar>;
  /**
   * What the rows of [from, until) say about the configuration, from few columns; their amounts where `options` asks for
   * them. Left out by sources that have no rows of events.
   */
  evidence?(from: string, until: string, options?: EvidenceOptions): Promise<ExportEvidence>;
  /** Whose the events of [from, until) are, and which of them the configuration reads. Left out by sources that have no rows of events. */
  audience?(from: string, until: string): Promise<AudienceEvidence | null>;
  /** Totals over the rows as they are stored for the days `from` (inclusive) to `until` (exclusive), re-deliveries included. */
  summarise(from: string, until: string): Promise<ExportSummary>;
  /**
   * Conversions in [snapshot, snapshot + horizon) and how many were by users of the population at `snapshot`.
   * @param event counted in place of the target
   */
  reach(snapshot: string, event?: string): Promise<Reach>;
  /** Counts for each snapshot, in the order given, from users, moments and names of events alone. */
  countSnapshots(snapshots: readonly string[]): Promise<readonly SnapshotCounts[]>;
  /**
   * The names of the events that identified users performed in the lookback windows of these snapshots, each event once however many windows
   * it is in; most frequent first, equally frequent ones by name. From users, moments and names of events alone. Left out by sources that
   * have no rows of events.
   */
  namesBefore?(snapshots: readonly string[]): Promise<readonly NamedEvents[]>;
  /**
   * What the events of the days `from` (inclusive) to `until` (exclusive) are, from a few columns of them; no features are computed. Left out
   * by sources that have no rows of events.
   */
  recentEvents?(from: string, until: string): Promise<RecentEvents>;
}
