import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ParityOptions, parity } from '../../src/parity/parity.js';

const folder = mkdtempSync(join(tmpdir(), 'parity-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const csvOf = (...lines: string[]) => {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
const run = (lines: string[], options: Partial<ParityOptions> = {}) =>
  parity({ csv: csvOf(...lines), label: 'bought', categorical: ['plan'], ...options });

const LINES = [
  '\ufeffvisits,plan,bought',
  '5,basic,yes',
  '1,basic,no',
  ' ,"pro, yearly",yes',
  '3,,no',
  '8,"pro, yearly",yes',
  '2,unseen in training,no',
  '4,basic,no',
  '9,basic,yes',
];

describe('parity', () => {
  it('tests on every fifth row and keeps every level seen in training, the missing one too', async () => {
    const { n_train, n_test, coef } = await run(LINES);
    expect([n_train, n_test]).toEqual([6, 2]);
    expect(Object.keys(coef)).toEqual(['(intercept)', 'visits', 'plan=', 'plan=basic', 'plan=pro, yearly']);
  });

  it('takes a blank number as the training rows’ median', async () => {
    const filled = LINES.map((line) => line.replace(/^ ,/, '4,'));
    expect(await run(LINES)).toEqual(await run(filled));
  });

  it('takes another label as positive when asked to', async () => {
    const yes = await run(LINES);
    const no = await run(LINES, { positive: 'no' });
    expect(no.coef['(intercept)']).toBeCloseTo(-yes.coef['(intercept)']!, 9);
    expect(no.objective).toBeCloseTo(yes.objective, 9);
  });

  it('says that separable data have a finite answer because of the penalty, for any C', async () => {
    const lines = ['x,bought', ...Array.from({ length: 40 }, (_, i) => `${i},${i < 20 ? 'no' : 'yes'}`)];
    for (const C of [1e-4, 1, 1e4]) {
      const { coef, converged, notes } = await run(lines, { categorical: [], C });
      expect(Number.isFinite(coef.x)).toBe(true);
      expect(converged).toBe(true);
      expect(notes).toEqual([expect.stringContaining('because of the penalty')]);
    }
  });

  it('takes constant columns, collinear columns and a level seen once for any C', async () => {
    const noise = (i: number) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${noise(i)},${2 * noise(i)},7,${i === 8 ? 'once' : `p${i % 3}`}`,
    );
    const lines = ['x,twice,constant,plan,bought', ...rows.map((row, i) => `${row},${noise(i + 100) < 0.5 ? 1 : 0}`)];
    for (const C of [1e-4, 1, 1e4]) {
      const { coef, converged, notes } = await run(lines, { C });
      expect(converged).toBe(true);
      expect(notes).toEqual([]);
      expect(coef.constant).toBe(0);
      expect(coef.x).toBeCloseTo(coef.twice!, 9);
      expect(Number.isFinite(coef['plan=once'])).toBe(true);
    }
  });

  it('refuses a file in which two coefficients would have one name', async () => {
    const lines = LINES.map((line, i) => (i === 0 ? line.replace('visits', 'plan=basic') : line));
    await expect(run(lines)).rejects.toMatchObject({ code: 'ambiguous_names', kind: 'usage' });
  });

  it('penalises more with a smaller C', async () => {
    const [strong, weak] = [await run(LINES, { C: 0.01 }), await run(LINES)];
    expect(Math.abs(strong.coef.visits!)).toBeLessThan(Math.abs(weak.coef.visits!));
  });

  it.each<[string, RegExp, string[], Partial<ParityOptions>]>([
    ['not_a_number', /"plan" holds "basic" on data row 1/, LINES, { categorical: [] }],
    ['unknown_column', /"bouhgt"/, LINES, { label: 'bouhgt' }],
    ['unknown_column', /"plam"/, LINES, { drop: ['plam'] }],
    ['unknown_label', /"maybe" on data row 2/, ['x,bought', '1,yes', '2,maybe'], { categorical: [] }],
    ['unknown_positive', /"perhaps"/, LINES, { positive: 'perhaps' }],
    ['missing_label', /data row 2/, ['x,bought', '1,yes', '2,'], { categorical: [] }],
    ['one_class', /only negatives/, ['x,bought', '1,yes', '2,no', '3,no'], { categorical: [] }],
    ['no_features', /No column/, LINES, { drop: ['visits', 'plan'] }],
    ['empty_csv', /no data rows/, ['visits,plan,bought'], {}],
    ['duplicate_column', /"x"/, ['x,x,bought', '1,2,yes'], { categorical: [] }],
    ['unreadable_csv', /cannot be read/, ['x,bought', '1,2,3'], { categorical: [] }],
    ['unreadable_csv', /no such file/, LINES, { csv: join(folder, 'absent.csv') }],
  ])('throws %s %s', async (code, message, lines, options) => {
    await expect(run(lines, options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
