import type { Dialect } from '../../dialect/dialect.js';

/** What identifies an event, together with its place in a batch or its content. */
const KEY = ['user_id', 'event_micros', 'event_name'];

/**
 * One row per event of flat rows as delivered. Deliveries of one event may differ in what Analytics fills in later (the
 * channel, the place): for each column, the greatest value in any of them is kept, so that a known one wins over a
 * missing one and the order of files and rows does not matter.
 * @param deliveries query with `columns` and `identity`, an integer that is the same for deliveries of one event of the
 * same user, moment and name
 */
export function mergedEventsSql(dialect: Dialect, deliveries: string, columns: readonly string[]): string {
  const kept = columns.map((column) => {
    const name = dialect.identifier(column);
    return KEY.includes(column) ? name : `MAX(${name}) AS ${name}`;
  });
  return `SELECT ${kept.join(', ')} FROM (\n${deliveries}\n) AS deliveries GROUP BY ${KEY.join(', ')}, identity`;
}
