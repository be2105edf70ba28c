import type { DoctorReport } from '@propensity/core/jobs';
import { expect, it } from 'vitest';
import { configurationLines, renderDoctor } from '../../src/render/render-doctor.js';
import { USUAL } from '../support/screens.js';

const FAILED = { name: 'windows', status: 'fail', message: 'Too few days.', hint: '' } as const;
const REPORT: DoctorReport = {
  job: 'doctor',
  ok: false,
  snapshot: '2021-01-13',
  days: {
    first: '2020-12-19',
    last: '2021-01-19',
    count: 32,
    missing: [],
    last_final: '2021-01-19',
    unfinished: [],
    last_written_at: null,
  },
  events: 0,
  users: 0,
  null_id_share: 0,
  target: { event: 'purchase', events: 0, users: 0 },
  snapshots: [],
  reachable_share: null,
  checks: [FAILED],
  windows: null,
  proposal: {
    configuration: { lookbackDays: 14, training: { snapshots: 2 }, source: { allowMissingDays: ['2021-01-02'] } },
    snapshot: '2021-01-13',
    passes: true,
    snapshots: [],
  },
  cost: null,
};

it('prints the lines that would pass as they are to stand in the file', () => {
  const text = renderDoctor(REPORT, USUAL);
  const lines = [
    'With these lines in the configuration it passes, for a training at 2021-01-13:',
    '',
    '  "lookbackDays": 14,',
    '  "training": { "snapshots": 2 },',
    '  "source": { "allowMissingDays": ["2021-01-02"] }',
  ].join('\n');
  expect(text).toContain(lines);
  const { configuration } = REPORT.proposal!;
  expect(JSON.parse(`{${configurationLines(configuration).join('')}}`)).toEqual(configuration);
});

it('does not promise what the lines cannot change, and says nothing where there are none', () => {
  expect(renderDoctor({ ...REPORT, proposal: { ...REPORT.proposal!, passes: false } }, USUAL)).toContain(
    'mend a part of that',
  );
  expect(renderDoctor({ ...REPORT, proposal: null }, USUAL)).not.toContain('configuration');
});
