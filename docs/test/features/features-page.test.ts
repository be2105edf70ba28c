import { defaultFeatures, ga4Export } from '@propensity/warehouse-sql';
import { expect, test } from 'vitest';
import { featuresPage } from '../../src/features/features-page.js';

test('every default feature is listed with its unit, window and meaning', () => {
  const page = featuresPage();
  const features = defaultFeatures(ga4Export, 60);
  expect(features.length).toBeGreaterThan(80);
  for (const { name, unit, windowDays, meaning } of features) {
    expect(page).toContain(`| \`${name}\` | ${unit} | ${windowDays} | ${meaning.replaceAll('|', '\\|')} |`);
  }
});
