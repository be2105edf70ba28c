import { METRICS } from '@propensity/core/metrics';
import { expect, it } from 'vitest';
import { metricLabel, metricText } from '../../src/render/metric-text.js';

it.each([
  ['roc_auc', 0.8051, '0.805'],
  ['base_rate', 0.0954, '9.54 %'],
  ['log_loss', 0.0123456, '0.01235'],
  ['lift_at_10', 4.27, '4.3×'],
] as const)('%s %d is written %s', (name, value, text) => {
  expect(metricText(name, value)).toBe(text);
});

it('writes an interval in the unit of the metric', () => {
  expect(metricText('roc_auc', 0.805, [0.784, 0.8239])).toBe('0.805 [0.784, 0.824]');
  expect(metricText('lift_at_10', 4.27, [3.1, 5.36])).toBe('4.3× [3.1×, 5.4×]');
  expect(metricText('precision', 0.25, [0.2, 0.3])).toBe('25.0 % [20.0 %, 30.0 %]');
});

it.each(METRICS)('$name has a text and a label, and a dash where it is undefined', ({ name, label }) => {
  expect(metricText(name, 0.5)).toMatch(/\d/);
  expect(metricText(name, null)).toBe('–');
  expect(metricLabel(name)).toBe(label);
});
