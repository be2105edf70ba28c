import { textOf } from './aggregates/texts.js';
import type { FeatureDeclaration } from './feature.js';
import type { PROFILE_COLUMNS } from './grains.js';

/** [feature, column of the events, which event of the window is read, what it is]. */
const ATTRIBUTES = [
  ['device_category', 'device_category', 'last', 'Kind of device: desktop, mobile, tablet'],
  ['operating_system', 'operating_system', 'last', 'Operating system'],
  ['browser', 'browser', 'last', 'Browser'],
  ['device_brand', 'device_brand', 'last', 'Brand of the device'],
  ['language', 'language', 'last', 'Language that the device is set to'],
  ['country', 'country', 'last', 'Country'],
  ['region', 'region', 'last', 'Region of the country'],
  ['first_source', 'first_source', 'first', 'Source of the first ever visit'],
  ['first_medium', 'first_medium', 'first', 'Medium of the first ever visit'],
  ['first_campaign', 'first_campaign', 'first', 'Campaign of the first ever visit'],
] as const satisfies readonly (readonly [string, (typeof PROFILE_COLUMNS)[number], 'first' | 'last', string])[];

/** The user's device, place and origin, as the events of the window give them. */
export function attributeFeatures(lookbackDays: number): FeatureDeclaration[] {
  return ATTRIBUTES.map(([name, column, which, what]) => ({
    name,
    unit: 'category',
    meaning: `${what}, from the ${which} event of the window that tells it.`,
    grain: 'profiles',
    windowDays: lookbackDays,
    whenNone: null,
    aggregate: textOf(column, which, `${which}_micros`),
  }));
}
