import type { JobSettings, PropensityConfig, SourceConfig } from '@propensity/core/config';
import { type Condition, comparedText, targetEventsOf } from '@propensity/core/question';
import type { CalendarDay } from '@propensity/core/windows';

/** What a configuration says of a table, wherever it lies. */
export interface TableOptions {
  readonly userId: string;
  /** The column of S, or S itself where the table is one snapshot. */
  readonly snapshot: { readonly column: string } | { readonly day: CalendarDay };
  /** The column of the label; null where conversions are in a table of their own. */
  readonly label: { readonly column: string; readonly positive?: string } | null;
  readonly conversions: TableConversions | null;
  readonly columns: Readonly<Record<string, 'numeric' | 'categorical' | 'ignore'>>;
  /** Features to leave out, by name or prefix. */
  readonly drop: readonly string[];
  readonly eventCount?: string | undefined;
  /** Texts that mean "not known". */
  readonly missing: readonly string[];
  readonly allowLeaks: readonly string[];
  readonly where: readonly Condition[];
}

/** What a configuration says of a table of conversions. */
export interface TableConversions {
  readonly userId: string;
  readonly time: string;
  /** The column of the event's name; all rows count where it is left out. */
  readonly event?: string | undefined;
  /** The names that count. */
  readonly events: readonly string[];
}

/** The source of a configuration whose `source.type` is "table". */
export type TableConfig = Extract<SourceConfig, { readonly type: 'table' }>;

/** What a checked configuration says. */
export function tableOptions(
  source: TableConfig,
  { features }: Pick<PropensityConfig, 'features'>,
  { question }: Pick<JobSettings, 'question'>,
): TableOptions {
  const { userId, snapshotDate, snapshotDay, label, conversions, columns, eventCount, missing, allowLeaks } = source;
  const { where = [] } = source;
  return {
    userId: userId!,
    snapshot: snapshotDate === undefined ? { day: snapshotDay! } : { column: snapshotDate },
    label:
      label === undefined
        ? null
        : typeof label === 'string'
          ? { column: label }
          : { column: label.column, positive: comparedText(label.positive) },
    conversions:
      conversions === undefined
        ? null
        : {
            userId: conversions.userId,
            time: conversions.time,
            event: conversions.event,
            events: targetEventsOf(question.target),
          },
    columns,
    drop: features.drop,
    eventCount,
    missing,
    allowLeaks,
    where,
  };
}
