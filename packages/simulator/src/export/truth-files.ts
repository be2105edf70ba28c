import type { SiteKind } from '../kinds/site-kind.js';
import type { SimulationOptions } from '../model/simulation-options.js';
import { personIdSql } from './person-id-sql.js';

/**
 * What stands in the folder `truth` beside an export: the SELECT of each Parquet file, by its name. With sign-ins the
 * truth is about people, `person_id` is the `user_id` that they sign in with (if they ever do), and devices.parquet
 * says who used which device, from when on, and since when it is known.
 */
export function truthQueries(
  kind: SiteKind,
  { startDay, signIns }: Required<SimulationOptions>,
): Readonly<Record<string, string>> {
  const snapshot = `DATE '${startDay}' + t.snapshot AS snapshot`;
  const outcome = 't.probability, CASE WHEN t.converted >= 0 THEN t.converted = 1 END AS converted';
  if (!signIns) {
    return {
      'truth.parquet': `SELECT ${snapshot}, u.user_pseudo_id, ${outcome}
        FROM truth t JOIN browsers u ON u.browser = t.person ORDER BY t.snapshot, t.person`,
      'conversions.parquet': `SELECT u.user_pseudo_id, c.number, c.micros AS event_timestamp
        FROM (${conversions(kind)}) c JOIN browsers u USING (browser) ORDER BY c.micros, c.person`,
    };
  }
  return {
    'truth.parquet': `SELECT ${snapshot}, ${personIdSql('t.person')} AS person_id,
        list_transform(list_filter(used.devices, lambda d: d.first_day < t.snapshot), lambda d: d.user_pseudo_id)
          AS user_pseudo_ids, ${outcome}
      FROM truth t JOIN (
        SELECT person, LIST({'user_pseudo_id': user_pseudo_id, 'first_day': first_day} ORDER BY first_event) AS devices
        FROM (${DEVICE_USE}) GROUP BY person) used USING (person) ORDER BY t.snapshot, t.person`,
    'conversions.parquet': `SELECT ${personIdSql('c.person')} AS person_id, u.user_pseudo_id, c.number,
        c.micros AS event_timestamp
      FROM (${conversions(kind)}) c JOIN browsers u USING (browser) ORDER BY c.micros, c.person`,
    'devices.parquet': `SELECT ${personIdSql('person')} AS person_id, user_pseudo_id, events,
        CAST(first_event AS BIGINT) AS first_event_timestamp, CAST(first_signed_in AS BIGINT) AS first_signed_in_timestamp
      FROM (${DEVICE_USE}) ORDER BY person, first_event`,
  };
}

const DEVICE_USE = `SELECT e.person, u.user_pseudo_id, COUNT(*) AS events, MIN(e.day) AS first_day,
    MIN(e.micros) AS first_event, MIN(e.micros) FILTER (e.signed_in = 1) AS first_signed_in
  FROM events e JOIN browsers u USING (browser) WHERE e.person >= 0 GROUP BY e.person, u.user_pseudo_id`;

/** SQL of every conversion of an identified person, once: person, browser, micros, and number (1 is their first). */
export function conversions({ target }: SiteKind): string {
  return `SELECT e.person, e.browser, CAST(e.micros AS BIGINT) AS micros,
      CAST(ROW_NUMBER() OVER (PARTITION BY e.person ORDER BY e.micros) AS INTEGER) AS number
    FROM events e JOIN names n ON n.code = e.name
    WHERE n.event_name = '${target}' AND e.sent_again = 0 AND e.person >= 0`;
}
