import { describe, expect, test } from 'vitest';
import { type AlertRecord, type Finding, nextAlerts, toldAlerts } from '../../src/entries/alerts.js';

const finding = (subject: string, fingerprint = 'psi', kind: Finding['kind'] = 'drift'): Finding => ({
  kind,
  subject,
  fingerprint,
  text: `${subject}: ${fingerprint}.`,
});
const at = (week: number) => new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString();

/** Weeks one after the other. @param told whether anybody could be told in that week */
function weeks(findings: readonly (readonly Finding[])[], told: (week: number) => boolean = () => true): string[][] {
  const known = new Map<string, AlertRecord>();
  return findings.map((found, week) => {
    const before = [...known.values()];
    const next = nextAlerts(before, found, ['drift'], at(week));
    const records = told(week) ? toldAlerts(before, next, at(week)) : next.records;
    for (const record of records) known.set(`${record.kind} ${record.subject}`, record);
    return next.messages.map(({ state, subject }) => `${state} ${subject}`);
  });
}

describe('an alert', () => {
  test('is said once, again when it changes, and once when it is over', () => {
    expect(
      weeks([
        [],
        [finding('views')],
        [finding('views')],
        [finding('views', 'missing,psi')],
        [finding('views', 'missing,psi')],
        [],
        [],
        [finding('views')],
      ]),
    ).toEqual([[], ['new views'], [], ['changed views'], [], ['over views'], [], ['new views']]);
  });

  test('does not change with its figures', () => {
    const [one, two] = [finding('views'), { ...finding('views'), text: 'PSI .5, not .3.' }];
    expect(weeks([[one], [two]])).toEqual([['new views'], []]);
  });

  test('of which nobody could be told is said until somebody is, and so is that it is over', () => {
    const found = [[finding('views')], [finding('views')], [finding('views')], [], [], []];
    expect(weeks(found, (week) => week === 1 || week === 4)).toEqual([
      ['new views'],
      ['new views'],
      [],
      ['over views'],
      ['over views'],
      [],
    ]);
    expect(weeks([[finding('views')], [], []], (week) => week > 0)).toEqual([['new views'], [], []]);
  });

  test('is left as it is by a job that cannot judge it', () => {
    const record: AlertRecord = {
      ...finding('model-1', 'fewer', 'decay'),
      firstSeen: at(0),
      lastSeen: at(0),
      toldAt: at(0),
      overAt: null,
    };
    expect(nextAlerts([record], [], ['drift'], at(1))).toEqual({ messages: [], records: [] });
    expect(nextAlerts([record], [], ['decay'], at(1)).messages).toMatchObject([{ state: 'over' }]);
  });

  test('keeps when it was first seen, and when it is over', () => {
    const first = toldAlerts([], nextAlerts([], [finding('views')], ['drift'], at(0)), at(0));
    expect(first).toEqual([{ ...finding('views'), firstSeen: at(0), lastSeen: at(0), toldAt: at(0), overAt: null }]);
    const later = toldAlerts(first, nextAlerts(first, [finding('views')], ['drift'], at(1)), at(1));
    expect(later).toEqual([{ ...first[0]!, lastSeen: at(1) }]);
    const over = toldAlerts(later, nextAlerts(later, [], ['drift'], at(2)), at(2));
    expect(over).toEqual([{ ...later[0]!, toldAt: at(2), overAt: at(2) }]);
  });
});
