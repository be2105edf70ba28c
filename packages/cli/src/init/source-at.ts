import { type PropensityConfigInput, sourceTypeOf } from '@propensity/core/config';

/** The source of an export at a path, a glob or a data set, as a configuration writes it: GA4 is what a source without a type is. */
export function sourceAt(events: string): NonNullable<PropensityConfigInput['source']> {
  const type = sourceTypeOf(events);
  return (type === 'ga4' ? { events } : { type, events }) as NonNullable<PropensityConfigInput['source']>;
}
