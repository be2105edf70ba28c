import type { FeatureSpec } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import type { PropertyFeatures } from '@propensity/core/ports';
import type { CalendarDay } from '@propensity/core/windows';
import {
  type EventExport,
  type EventStatements,
  type FeatureDefinitions,
  featureSnapshotParts,
  featureSpec,
  questionIdentity,
  type Relation,
} from '@propensity/warehouse-sql';
import type { DuckDbExport } from '../export/duckdb-export.js';
import type { DuckDbFlatEvents } from '../export/duckdb-flat-events.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import type { SnapshotRows } from './snapshot-rows.js';

export interface EventSnapshotRowsOptions {
  readonly warehouse: LocalWarehouse;
  readonly files: DuckDbExport;
  readonly statements: EventStatements;
  readonly flatEvents: DuckDbFlatEvents;
  readonly definitions: FeatureDefinitions;
  readonly source: EventExport;
  readonly settings: JobSettings;
}

/** `SnapshotRows` that are computed from the events of an export. */
export class EventSnapshotRows implements SnapshotRows {
  readonly features: readonly FeatureSpec[];
  readonly property: PropertyFeatures;

  constructor(readonly options: EventSnapshotRowsOptions) {
    const { definitions } = options;
    this.features = definitions.catalogue.map(featureSpec);
    this.property = {
      knownEvents: definitions.knownEvents,
      featuresOf: (events) => definitions.ofProperty(events),
    };
  }

  recognise(features: readonly FeatureSpec[]): readonly (FeatureSpec | null)[] {
    return this.options.definitions.recognise(features);
  }

  async decisive(snapshot: CalendarDay): Promise<Readonly<Record<string, unknown>>> {
    const { files, statements, settings } = this.options;
    const { lookbackDays, timeZone } = settings;
    const read = await files.filesFor(...statements.lookback(snapshot));
    return {
      lookbackDays,
      timeZone,
      ...questionIdentity(settings),
      files: read.map(({ path, fingerprint }) => [path, fingerprint]),
    };
  }

  prepare(snapshots: readonly CalendarDay[]): Promise<void> {
    const { statements, flatEvents } = this.options;
    return flatEvents.load(snapshots.map((snapshot) => statements.lookback(snapshot)));
  }

  compute<T>(
    snapshot: CalendarDay,
    features: readonly FeatureSpec[],
    create: (query: string) => Promise<T>,
  ): Promise<T> {
    return this.options.flatEvents.withoutWhatFails(() => this.#compute(snapshot, features, create));
  }

  async #compute<T>(
    snapshot: CalendarDay,
    features: readonly FeatureSpec[],
    create: (query: string) => Promise<T>,
  ): Promise<T> {
    const { warehouse, statements, flatEvents, definitions, source, settings } = this.options;
    const { lookbackDays, timeZone } = settings;
    const events = await flatEvents.cover(...statements.lookback(snapshot));
    const { codes, wholeMillionths } = flatEvents;
    const { parts, rows } = featureSnapshotParts({
      dialect: codes.dialect,
      events,
      roles: source.roles,
      population: settings.question.population,
      people: source.people,
      codes,
      snapshot,
      lookbackDays,
      timeZone,
      features: definitions.definitionsOf(features),
      wholeMillionths,
    });
    try {
      for (const { name, sql } of parts) await warehouse.createScratchTable(name, sql);
      return await create(rows);
    } finally {
      for (const { name } of parts) await warehouse.dropScratchTable(name);
    }
  }

  async labels(snapshot: CalendarDay): Promise<Relation> {
    const { files, statements } = this.options;
    return statements.labels(snapshot, await files.rawDays(statements.labelDays(snapshot)));
  }

  /** @throws PropensityError `unreadable_export` */
  readingLabels<T>(snapshot: CalendarDay, read: () => Promise<T>): Promise<T> {
    const { files, statements } = this.options;
    return files.reading(...statements.labelDays(snapshot), read);
  }
}
