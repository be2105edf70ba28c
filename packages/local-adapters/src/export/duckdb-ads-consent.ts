import type { ConsentWindow } from '@propensity/core/ports';
import type { EventStatements, Relation } from '@propensity/warehouse-sql';
import type { AdsConsentReader } from '../stores/duckdb-score-exports.js';
import type { DuckDbExport } from './duckdb-export.js';

/** Who has consented to ads, as the day files of an export say it. */
export class DuckDbAdsConsent implements AdsConsentReader {
  constructor(
    readonly files: DuckDbExport,
    readonly statements: EventStatements,
  ) {}

  async reading<T>({ from, until, unknown }: ConsentWindow, use: (consented: Relation) => Promise<T>): Promise<T> {
    const consented = this.statements.adsConsent(await this.files.rawDays([from, until]), unknown);
    return this.files.reading(from, until, () => use(consented));
  }
}
