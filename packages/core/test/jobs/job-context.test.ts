import { expect, it } from 'vitest';
import { parseConfig, settingsOf } from '../../src/entries/config.js';
import { openCalendar } from '../../src/jobs/job-context.js';
import type { Ports } from '../../src/ports/ports.js';
import { silentProgress } from '../../src/ports/progress.js';

it('a source is told the day of the clock beside that of a backfill, both in the time zone of the source', async () => {
  const source = { type: 'table', table: 'x.csv', userId: 'id', snapshotDate: 's', label: 'y', timeZone: 'Asia/Tokyo' };
  const settings = settingsOf(parseConfig({ source, target: { event: 'order' } }), 'test');
  const asked: unknown[] = [];
  const calendar = async (...days: unknown[]) => asked.push(days);
  const ports = { progress: silentProgress, clock: () => Date.parse('2025-06-01T16:00:00Z'), events: { calendar } };
  await openCalendar(ports as unknown as Ports, settings, {});
  await openCalendar(ports as unknown as Ports, settings, { triggerDate: '2025-02-01' });
  expect(asked).toEqual([
    ['2025-06-02', '2025-06-02'],
    ['2025-02-01', '2025-06-02'],
  ]);
});
