import type { RandomStream } from './random-stream.js';

/** A device with its share of users and its effect on the logit of converting. */
export interface DeviceTrait {
  readonly share: number;
  readonly category: 'desktop' | 'mobile' | 'tablet';
  readonly operatingSystem: string;
  readonly brand: string;
  readonly browser: string;
  readonly browserVersion: string;
  readonly conversionEffect: number;
}

/** A place with its share of users and its effect on the logit of converting. */
export interface PlaceTrait {
  readonly share: number;
  readonly continent: string;
  readonly subContinent: string;
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly language: string | null;
  readonly conversionEffect: number;
}

/** A first-touch source with its share of users, its effect on the logit of converting and on the log of visiting. */
export interface SourceTrait {
  readonly share: number;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly conversionEffect: number;
  readonly visitEffect: number;
}

const device = (
  share: number,
  category: DeviceTrait['category'],
  operatingSystem: string,
  brand: string,
  browser: string,
  browserVersion: string,
  conversionEffect: number,
): DeviceTrait => ({ share, category, operatingSystem, brand, browser, browserVersion, conversionEffect });

/** Writes a {@link PlaceTrait} on one line. */
export const place = (
  share: number,
  [continent, subContinent, country, region, city]: readonly [string, string, string, string, string],
  language: string | null,
  conversionEffect: number,
): PlaceTrait => ({ share, continent, subContinent, country, region, city, language, conversionEffect });

/** Writes a {@link SourceTrait} on one line. */
export const source = (
  share: number,
  sourceName: string,
  medium: string,
  campaign: string,
  conversionEffect: number,
  visitEffect: number,
): SourceTrait => ({ share, source: sourceName, medium, campaign, conversionEffect, visitEffect });

/** Devices that people use, whatever the site. */
export const DEVICES: readonly DeviceTrait[] = [
  device(0.26, 'desktop', 'Windows', 'Google', 'Chrome', '131.0', 0),
  device(0.12, 'desktop', 'Macintosh', 'Apple', 'Safari', '18.1', 0.1),
  device(0.06, 'desktop', 'Windows', 'Microsoft', 'Edge', '131.0', 0),
  device(0.26, 'mobile', 'Android', 'Samsung', 'Chrome', '131.0', -1),
  device(0.24, 'mobile', 'iOS', 'Apple', 'Safari', '18.1', -0.85),
  device(0.03, 'mobile', 'Android', 'Xiaomi', 'Android Webview', '130.0', -1),
  device(0.03, 'tablet', 'iOS', 'Apple', 'Safari', '17.6', -0.4),
];

/** Draws one of `traits`, each by its share. */
export function drawTrait<Trait extends { readonly share: number }>(
  random: RandomStream,
  traits: readonly Trait[],
): Trait {
  return traits[random.index(traits.map(({ share }) => share))]!;
}
