import type { FeatureSpec } from '@propensity/core';
import { expect, test } from 'vitest';
import { snapshotFeatures } from '../../src/index.js';

const feature = (name: string, definitionHash = name): FeatureSpec => ({
  ...{ name, definitionHash, meaning: `${name}.` },
  kind: 'numeric',
  unit: 'count',
});
const CONFIGURED = [feature('orders'), feature('visits'), feature('views')];

test('features of the configuration need no other columns than those of the configuration', () => {
  expect(snapshotFeatures(CONFIGURED, [feature('views'), feature('orders')])).toBe(CONFIGURED);
});

test('others come with every feature of the configuration that they do not replace', () => {
  const own = [feature('event_quiz_count_14d'), feature('visits', 'as it was before')];
  expect(snapshotFeatures(CONFIGURED, own)).toEqual([...own, feature('orders'), feature('views')]);
});
