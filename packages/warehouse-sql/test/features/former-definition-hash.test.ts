import { readFileSync } from 'node:fs';
import type { FeatureSpec } from '@propensity/core';
import type { AddedFeature } from '@propensity/core/config';
import { describe, expect, test } from 'vitest';
import { FeatureDefinitions, ga4Export } from '../../src/index.js';

/** Hashes that a release made which hashed SQL; models of that time carry them. */
const { added, hashes } = JSON.parse(readFileSync(new URL('fixtures/former-hashes.json', import.meta.url), 'utf8')) as {
  added: AddedFeature[];
  hashes: Record<string, Record<string, string>>;
};

function definitionsOf(lookbackDays: number): FeatureDefinitions {
  const add = added.filter(({ windowDays = 0 }) => windowDays <= lookbackDays);
  return new FeatureDefinitions({ source: ga4Export, lookbackDays, features: { drop: [], add } });
}

const formerly = (names: Record<string, string>) =>
  Object.entries(names).map(([name, definitionHash]) => ({ name, definitionHash }) as FeatureSpec);

describe.each(Object.keys(hashes).map(Number))('an older model with a lookback of %d days', (lookbackDays) => {
  const definitions = definitionsOf(lookbackDays);
  const former = formerly(hashes[lookbackDays]!);

  test('has features that are all still known, each under the name it had', () => {
    const known = definitions.recognise(former);
    expect(known.map((feature) => feature?.name)).toEqual(former.map(({ name }) => name));
  });

  test('has the features of today that are as old, and is computed as they are but for amounts, which were rounded, and orders, without refunds', () => {
    const names = former.map(({ name }) => name);
    const old = definitions.catalogue.filter(({ name }) => names.includes(name));
    expect(names).toEqual(old.map(({ name }) => name));
    const computed = definitions.definitionsOf(former);
    const otherwise = old.filter((feature, index) => computed[index] !== feature);
    expect(otherwise.length).toBeGreaterThan(3);
    for (const feature of otherwise) {
      if (feature.name !== 'orders') expect(['sum', 'sum or unknown']).toContain(feature.aggregate.declares.kind);
      expect(feature.earlier).toContain(computed[old.indexOf(feature)]);
    }
  });
});

test('an older definition is not taken for one of another window, name or source', () => {
  const definitions = definitionsOf(14);
  const { events_14d: hash } = hashes['14']!;
  expect(definitions.recognise(formerly({ events_7d: hash!, events_60d: hash! }))).toEqual([null, null]);
  const elsewhere = new FeatureDefinitions({ source: { ...ga4Export, type: 'other' }, lookbackDays: 14 });
  expect(elsewhere.recognise(formerly({ events_14d: hash! }))).toEqual([null]);
});

test('a definition is no longer known by its former hash once what it reads has changed', () => {
  const source = { ...ga4Export, versions: { page: 2 } };
  const definitions = new FeatureDefinitions({ source, lookbackDays: 14 });
  const { distinct_pages: pages, events_14d: events } = hashes['14']!;
  const [changed, kept] = definitions.recognise(formerly({ distinct_pages: pages!, events_14d: events! }));
  expect([changed, kept?.name]).toEqual([null, 'events_14d']);
});
