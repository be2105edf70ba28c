import type { AlertKind, AlertMessage, AlertRecord, Finding } from './alert.js';

/** What to say now, and what to remember. */
export interface NextAlerts {
  /** In the order of the findings, then what is over. */
  readonly messages: readonly AlertMessage[];
  /** The alerts that have changed, as if nobody could be told. */
  readonly records: readonly AlertRecord[];
}

/**
 * What a job's findings mean beside the alerts that are known. Each is said once, and again when its fingerprint changes; what was said and
 * is not found any more is said to be over, once. What nobody could be told of is said again.
 * @param looked the kinds that the job can judge: others are left as they are
 * @param now ISO 8601, UTC
 */
export function nextAlerts(
  known: readonly AlertRecord[],
  findings: readonly Finding[],
  looked: readonly AlertKind[],
  now: string,
): NextAlerts {
  const before = new Map(known.map((record) => [keyOf(record), record]));
  const messages: AlertMessage[] = [];
  const records: AlertRecord[] = [];
  const found = new Map(findings.map((finding) => [keyOf(finding), finding]));
  for (const [key, finding] of found) {
    const record = before.get(key);
    const isOpen = record !== undefined && record.overAt === null;
    const isSame = isOpen && record.fingerprint === finding.fingerprint;
    const isTold = isSame && record.toldAt !== null;
    if (!isTold) messages.push(messageOf(finding, isOpen && record.toldAt !== null ? 'changed' : 'new'));
    records.push({
      ...finding,
      firstSeen: isOpen ? record.firstSeen : now,
      lastSeen: now,
      toldAt: isTold ? record.toldAt : null,
      overAt: null,
    });
  }
  for (const record of known) {
    if (!looked.includes(record.kind) || found.has(keyOf(record))) continue;
    if (record.overAt !== null) {
      // It was over before, and nobody could be told.
      if (record.toldAt === null) messages.push(messageOf(record, 'over'));
      continue;
    }
    // Of what nobody was told, nobody is told that it is over.
    const wasTold = record.toldAt !== null;
    if (wasTold) messages.push(messageOf(record, 'over'));
    records.push({ ...record, overAt: now, toldAt: wasTold ? null : now });
  }
  return { messages, records };
}

/** The records once the messages have been delivered. @param known those before, for what was over already */
export function toldAlerts(
  known: readonly AlertRecord[],
  { messages, records }: NextAlerts,
  now: string,
): readonly AlertRecord[] {
  const said = new Set(messages.map(keyOf));
  const changed = new Set(records.map(keyOf));
  const overBefore = known.filter((record) => said.has(keyOf(record)) && !changed.has(keyOf(record)));
  return [...records, ...overBefore].map((record) => (said.has(keyOf(record)) ? { ...record, toldAt: now } : record));
}

function keyOf({ kind, subject }: Pick<Finding, 'kind' | 'subject'>): string {
  return `${kind} ${subject}`;
}

function messageOf({ kind, subject, text }: Finding, state: AlertMessage['state']): AlertMessage {
  return { kind, subject, state, text };
}
