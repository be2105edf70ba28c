import { describe, expect, it } from 'vitest';
import { EMPTY_MARKER, markerIn, type ServingMarker, trustIn } from '../../src/serving/serving-marker.js';

const NOW = 1000;
const ALIVE = { by: 'me', until: NOW + 1 };
const DEAD = { by: 'me', until: NOW };
const announced = (by: string) => ({ by, at: 0, predicted_at: 'then', deletes_before: null });
const target = (by?: string) => ({
  target: 'purchase',
  runs: [],
  announced: by === undefined ? null : announced(by),
});
const NOTHING = { filling: null, onlyOf: null, absence: false };

describe('trustIn', () => {
  it.each<[string, Partial<ServingMarker> | null, object]>([
    ['no marker', null, NOTHING],
    ['nothing filled', {}, NOTHING],
    ['whole', { filled: 'f', targets: [target()] }, { filling: 'f', onlyOf: null, absence: true }],
    ['whole, another target', { filled: 'f' }, { filling: 'f', onlyOf: null, absence: true }],
    ['being filled', { filling: 'g', lease: ALIVE }, { filling: 'g', onlyOf: null, absence: false }],
    ['filled half, writer gone', { filling: 'g', lease: DEAD }, NOTHING],
    [
      'being published',
      { filled: 'f', lease: ALIVE, targets: [target('me')] },
      { filling: 'f', onlyOf: null, absence: false },
    ],
    [
      'published half, publisher gone',
      { filled: 'f', lease: DEAD, targets: [target('me')] },
      { filling: 'f', onlyOf: 'then', absence: false },
    ],
    [
      'published half, another at work',
      { filled: 'f', lease: ALIVE, targets: [target('them')] },
      { filling: 'f', onlyOf: 'then', absence: false },
    ],
    [
      'users being deleted',
      { filled: 'f', erasing: true, lease: ALIVE },
      { filling: 'f', onlyOf: null, absence: true },
    ],
    ['users deleted half', { filled: 'f', erasing: true, lease: null }, NOTHING],
  ])('%s', (_, marker, trust) => {
    const given = marker === null ? null : { ...EMPTY_MARKER, ...marker };
    expect(trustIn(given, 'purchase', NOW)).toMatchObject(trust);
  });

  it('says why, unless all is trusted', () => {
    expect(trustIn({ ...EMPTY_MARKER, filled: 'f' }, 'purchase', NOW).reason).toBeNull();
    expect(trustIn(EMPTY_MARKER, 'purchase', NOW).reason).toBe('it was not filled to the end');
  });
});

describe('markerIn', () => {
  it('takes none of a later version, and nothing that is no marker', () => {
    expect(markerIn({ ...EMPTY_MARKER })).toEqual(EMPTY_MARKER);
    expect(markerIn({ ...EMPTY_MARKER, format: 2 })).toBeNull();
    expect(markerIn({ user_id: 'u' })).toBeNull();
    expect(markerIn(undefined)).toBeNull();
  });
});
