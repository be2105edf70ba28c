import { defaultFeatures, ga4Export } from '@propensity/warehouse-sql';
import { code, markdownTable } from '../markdown.js';

/** Lookback of a configuration that names none; some features have windows up to it. */
const DEFAULT_LOOKBACK_DAYS = 60;

/** The reference of features: what a model sees of a user, from the declarations. */
export function featuresPage(): string {
  const features = defaultFeatures(ga4Export, DEFAULT_LOOKBACK_DAYS);
  return `# Features

What a model sees of a user at S, with a lookback of ${DEFAULT_LOOKBACK_DAYS} days: ${features.length} features. A number that nobody can know, such as the days since a
purchase that never happened, is missing, and the model learns what missing means. Features of events that nobody performs are left out. Each of the property's most frequent
other events adds three: how often it happened (${code('event_NAME_count_…d')}), on how many days (${code('event_NAME_days_…d')}), and how long ago (${code('event_NAME_recency')}).
[Features of your own](../guides/features.md).

${markdownTable(
  ['feature', 'unit', 'days', 'meaning'],
  features.map(({ name, unit, windowDays, meaning }) => [code(name), unit, String(windowDays), meaning]),
)}
`;
}
