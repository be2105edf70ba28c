import { expect, it } from 'vitest';
import { calibrationText } from '../../src/render/calibration-text.js';

it.each([
  [403, 342, '403 converted, 342 were predicted (−15 %)'],
  [1200, 1236.4, '1,200 converted, 1,236 were predicted (+3 %)'],
  [100, 100.2, '100 converted, 100 were predicted (0 %)'],
  [81, 84.31, '81 converted, 84.3 were predicted (+4 %)'],
  [10, 9.44, '10 converted, 9.4 were predicted (−6 %)'],
  [2, 1, '2 converted, 1.0 was predicted (−50 %)'],
  [0, 3.2, 'none converted, 3.2 were predicted'],
])('%d conversions of %d', (converted, predicted, text) => {
  expect(calibrationText(converted, predicted)).toBe(text);
});
