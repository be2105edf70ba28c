import type { FeatureSpec } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import type { PropertyFeatures } from '@propensity/core/ports';
import type { CalendarDay } from '@propensity/core/windows';
import {
  type EventExport,
  type EventStatements,
  FEATURES_OF_OWN_EVENT,
  type FeatureDefinitions,
  featureSnapshotSql,
  featureSnapshotsSql,
  featureSpec,
  googlesqlDialect,
  groupsOfSnapshots,
  questionIdentity,
  type Relation,
} from '@propensity/warehouse-sql';
import type { BigQueryExport } from '../export/bigquery-export.js';
import type { BigQueryFlatEvents } from '../export/bigquery-flat-events.js';
import type { SeveralSnapshots, SnapshotRows } from './snapshot-rows.js';

export interface EventSnapshotRowsOptions {
  readonly exported: BigQueryExport;
  readonly statements: EventStatements;
  readonly flatEvents: BigQueryFlatEvents;
  readonly definitions: FeatureDefinitions;
  readonly source: EventExport;
  readonly settings: JobSettings;
}

/** `SnapshotRows` that are computed from the events of an export. */
export class EventSnapshotRows implements SnapshotRows {
  readonly features: readonly FeatureSpec[];
  readonly property: PropertyFeatures;
  readonly mostFeatures: number;
  readonly several?: SeveralSnapshots;

  constructor(readonly options: EventSnapshotRowsOptions) {
    const { definitions } = options;
    this.features = definitions.catalogue.map(featureSpec);
    this.mostFeatures = this.features.length + options.settings.ownEvents * FEATURES_OF_OWN_EVENT;
    this.property = {
      knownEvents: definitions.knownEvents,
      featuresOf: (events) => definitions.ofProperty(events),
    };
    // Who a person is depends on the snapshot.
    if (options.source.people !== undefined) return;
    this.several = {
      groupsOf: async (snapshots) =>
        groupsOfSnapshots(
          snapshots,
          (snapshot) => options.statements.lookback(snapshot),
          await options.exported.rowsByDay(),
        ),
      query: async (group, features) => {
        const events = await options.flatEvents.cover(
          ...group.map((snapshot) => options.statements.lookback(snapshot)),
        );
        return featureSnapshotsSql({ ...this.#computed(features), events, snapshots: group });
      },
    };
  }

  recognise(features: readonly FeatureSpec[]): readonly (FeatureSpec | null)[] {
    return this.options.definitions.recognise(features);
  }

  async decisive(snapshot: CalendarDay): Promise<Readonly<Record<string, unknown>>> {
    const { exported, statements, settings } = this.options;
    const { lookbackDays, timeZone } = settings;
    const days = await exported.fingerprints(...statements.lookback(snapshot));
    const { dataset, form = {} } = exported.options;
    return { lookbackDays, timeZone, ...questionIdentity(settings), source: dataset, ...form, days };
  }

  prepare(snapshots: readonly CalendarDay[]): Promise<void> {
    const { statements, flatEvents } = this.options;
    return flatEvents.flatten(snapshots.map((snapshot) => statements.lookback(snapshot)));
  }

  async query(snapshot: CalendarDay, features: readonly FeatureSpec[]): Promise<string> {
    const { statements, flatEvents, source } = this.options;
    const events = await flatEvents.cover(statements.lookback(snapshot));
    return featureSnapshotSql({ ...this.#computed(features), events, people: source.people, snapshot });
  }

  /** What the statements of one snapshot and of several have in common. */
  #computed(features: readonly FeatureSpec[]) {
    const { definitions, source, settings } = this.options;
    const { lookbackDays, timeZone, question } = settings;
    return {
      dialect: googlesqlDialect,
      roles: source.roles,
      population: question.population,
      lookbackDays,
      timeZone,
      features: definitions.definitionsOf(features),
    };
  }

  async labels(snapshot: CalendarDay): Promise<Relation> {
    const { exported, statements } = this.options;
    return statements.labels(snapshot, await exported.rawDays(statements.labelDays(snapshot)));
  }
}
