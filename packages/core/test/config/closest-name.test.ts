import { describe, expect, it } from 'vitest';
import { closestName } from '../../src/config/closest-name.js';

describe('closestName', () => {
  it.each([
    ['purchse', ['page_view', 'purchase'], 'purchase'],
    ['PURCHASE', ['purchase'], 'purchase'],
    ['begin_checkot', ['begin_checkout', 'purchase'], 'begin_checkout'],
    ['purchase', ['page_view', 'scroll'], null],
    ['x', [], null],
  ])('for "%s" among %j says %s', (name, candidates, nearest) => {
    expect(closestName(name, candidates)).toBe(nearest);
  });

  it('takes the nearest of several', () => {
    expect(closestName('snapshot', ['snapshotted', 'snapshots', 'snap'])).toBe('snapshots');
  });
});
