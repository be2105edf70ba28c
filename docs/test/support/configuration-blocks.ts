import { PropensityError } from '@propensity/core';
import { parseConfig } from '@propensity/core/config';
import type { CodeBlock } from './pages.js';

type Section = Readonly<Record<string, unknown>>;

/** What every configuration needs, so that a page may show the part that it speaks of. */
const LEAST: Section = { source: { events: 'export/events_*.parquet' }, target: { event: 'purchase' } };
const LEAST_GCP: Section = {
  project: 'my-shop-123',
  dataset: 'propensity',
  eventsDataset: 'analytics_123456789',
  bucket: 'my-shop-123-propensity',
  location: 'EU',
};

/** Why a block of JSON is no part of a configuration; null where it is. */
export function configurationFault({ place, text }: CodeBlock): string | null {
  try {
    const part = JSON.parse(text) as Section;
    // Another kind of source shares no key with an export of GA4.
    const least = isSection(part.source) && 'type' in part.source ? { target: LEAST.target } : LEAST;
    const whole = merged(part.gcp === undefined ? least : { ...least, stack: 'gcp', gcp: LEAST_GCP }, part);
    parseConfig(whole);
    return null;
  } catch (error) {
    if (error instanceof SyntaxError || PropensityError.is(error)) return `${place}: ${error.message}`;
    throw error;
  }
}

function merged(below: Section, above: Section): Section {
  const entries = Object.entries(above).map(([key, value]) => {
    const other = below[key];
    return [key, isSection(value) && isSection(other) ? merged(other, value) : value];
  });
  return { ...below, ...Object.fromEntries(entries) };
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
