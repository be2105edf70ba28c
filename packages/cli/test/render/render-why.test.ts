import type { Explanation } from '@propensity/core';
import { describe, expect, it } from 'vitest';
import { renderWhy } from '../../src/render/render-why.js';
import { USUAL } from '../support/screens.js';

const WIDE = { ...USUAL, columns: 100 };

const reason = (text: string, contribution: number) => ({
  feature: text,
  value: 1,
  contribution,
  odds: Math.exp(contribution),
  text,
  parts: [],
});
const explanation: Explanation = {
  proba: 0.25,
  logit: -1.0994,
  baseline: -4.4444,
  reasons: [reason('Sessions in the last 7 and 30 days: 2 and 5 – raises the odds 33.1 times.', 3.5004)],
  others: -0.1554,
};

describe('renderWhy', () => {
  it('is a sum: the average user, the reasons, all others, the total', () => {
    expect(renderWhy(explanation, WIDE)).toBe(
      [
        'Against the average user, in log-odds:',
        '    −4.444  the average user',
        '    +3.500  Sessions in the last 7 and 30 days: 2 and 5 – raises the odds 33.1 times.',
        '    −0.155  All others together – lowers the odds 1.17 times.',
        '    −1.099  in all, before calibration',
      ].join('\n'),
    );
  });

  it('adds up although its numbers are rounded: what is left over goes to the others', () => {
    const text = renderWhy({ ...explanation, logit: -1.0986, others: -0.1546, baseline: -4.4444 }, WIDE);
    expect(text).toContain('−0.155  All others');
    expect(-4.444 + 3.5 - 0.155).toBeCloseTo(-1.099, 9);
  });

  it('leaves the line of the others out where there are none, unless the digits need it', () => {
    const alone = { ...explanation, baseline: -4.5, logit: -1, reasons: [reason('X: 1.', 3.5)], others: 0 };
    expect(renderWhy(alone, WIDE)).not.toContain('others');
    const uneven = { ...alone, baseline: -4.5004, logit: -1.0008, reasons: [reason('X: 1.', 3.4996)] };
    expect(renderWhy(uneven, WIDE).split('\n').slice(1)).toEqual([
      '    −4.500  the average user',
      '    +3.500  X: 1.',
      '    −0.001  Rounding.',
      '    −1.001  in all, before calibration',
    ]);
  });

  it('says what matured weeks have moved every score by', () => {
    const weeks = ['2026-02-19', '2026-02-12'];
    const shifted = renderWhy(
      { ...explanation, recalibration: { slope: 1, shift: 0.4, weeks } },
      { ...WIDE, columns: 200 },
    );
    expect(shifted.split('\n').at(-1)).toBe(
      'Every score was recalibrated after the training: +0.400 in log-odds on the weeks of 2026-02-19 and 2026-02-12.',
    );
    const stretched = renderWhy(
      { ...explanation, recalibration: { slope: 0.9, shift: -0.4, weeks } },
      { ...WIDE, columns: 200 },
    );
    expect(stretched).toContain('−0.400 in log-odds, times 0.900 before, on the weeks of 2026-02-19 and 2026-02-12');
  });

  it('breaks long reasons under their first word', () => {
    const long = renderWhy({ ...explanation, reasons: [reason('word '.repeat(30).trim(), 3.5)] }, WIDE);
    expect(long.split('\n')[3]).toMatch(/^ {12}word/);
  });
});
