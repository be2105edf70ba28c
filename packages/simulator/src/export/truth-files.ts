import type { SiteKind } from '../kinds/site-kind.js';
import type { SimulationOptions } from '../model/simulation-options.js';

/** What stands in the folder `truth` beside an export: the SELECT of each Parquet file, by its name. */
export function truthQueries(
  kind: SiteKind,
  { startDay }: Required<SimulationOptions>,
): Readonly<Record<string, string>> {
  return {
    'truth.parquet': `SELECT DATE '${startDay}' + t.snapshot AS snapshot, u.user_pseudo_id, t.probability,
        CASE WHEN t.converted >= 0 THEN t.converted = 1 END AS converted
      FROM truth t JOIN browsers u ON u.browser = t.person ORDER BY t.snapshot, t.person`,
    'conversions.parquet': `SELECT u.user_pseudo_id, c.number, c.micros AS event_timestamp
      FROM (${conversions(kind)}) c JOIN browsers u USING (browser) ORDER BY c.micros, c.person`,
  };
}

/** SQL of every conversion of an identified person, once: person, browser, micros, and number (1 is their first). */
export function conversions({ target }: SiteKind): string {
  return `SELECT e.person, e.browser, CAST(e.micros AS BIGINT) AS micros,
      CAST(ROW_NUMBER() OVER (PARTITION BY e.person ORDER BY e.micros) AS INTEGER) AS number
    FROM events e JOIN names n ON n.code = e.name
    WHERE n.event_name = '${target}' AND e.sent_again = 0 AND e.person >= 0`;
}
