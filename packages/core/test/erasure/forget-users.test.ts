import { forgetUsers } from '@propensity/core/erasure';
import { type Erasure, silentProgress, type TraceSearch } from '@propensity/core/ports';
import { expect, it } from 'vitest';

const NOTHING: TraceSearch = { tables: 3, columns: 7, files: 2, bytes: 99, tooCommon: 1, found: [] };

/** An erasure that knows a device of the user `anna`, and notes what it was asked. */
function erasureThat(finds: TraceSearch) {
  const asked: string[] = [];
  const erasure: Erasure = {
    aliasesOf: async (userIds) => (userIds.includes('anna') ? ['her-phone', 'anna'] : []),
    erase: async (userIds, at) => {
      asked.push(`erase ${userIds.join(' ')} ${at}`);
      return [{ table: 'ma_predictions_table', rows: 1 }];
    },
    search: async (userIds) => {
      asked.push(`search ${userIds.join(' ')}`);
      return finds;
    },
    exportedFiles: async () => [{ fileName: 'a.csv', destination: 'ads', exportedAt: '2026-01-01T00:00:00.000Z' }],
  };
  return { asked, ports: { erasure, progress: silentProgress, clock: () => Date.parse('2026-02-03T04:05:06.007Z') } };
}

it('erases users with their devices, each once, then searches for all of them, and names none', async () => {
  const { asked, ports } = erasureThat(NOTHING);
  const result = await forgetUsers(ports, ['anna', 'bert', 'anna']);
  expect(asked).toEqual(['erase anna bert her-phone 2026-02-03T04:05:06.007Z', 'search anna bert her-phone']);
  expect(result).toEqual({
    job: 'forget',
    forgotten_at: '2026-02-03T04:05:06.007Z',
    users: 2,
    devices: 1,
    erased: [{ table: 'ma_predictions_table', rows: 1 }],
    search: { tables: 3, columns: 7, files: 2, bytes: 99, too_common: 1, found: 0 },
    exported_files: [{ file_name: 'a.csv', destination: 'ads', exported_at: '2026-01-01T00:00:00.000Z' }],
  });
  expect(JSON.stringify(result)).not.toMatch(/anna|bert|phone/);
});

it('fails where the search finds somebody, and says where, but not whom', async () => {
  const found = [{ place: 'models/m.json', occurrences: 2 }];
  const { ports } = erasureThat({ ...NOTHING, found });
  const error = await forgetUsers(ports, ['anna']).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'user_still_found', kind: 'failed', details: { places: ['models/m.json (2)'] } });
  expect(JSON.stringify([String(error), (error as Error & { hint: string }).hint])).not.toContain('anna');
});

it('refuses more users than a statement takes, before anything is erased', async () => {
  const { asked, ports } = erasureThat(NOTHING);
  const many = Array.from({ length: 10_001 }, (_, n) => `user-${n}`);
  await expect(forgetUsers(ports, many)).rejects.toMatchObject({ code: 'bad_user_ids', kind: 'usage' });
  expect(asked).toEqual([]);
});
