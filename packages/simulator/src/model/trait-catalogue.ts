/** A device with its share of users and its effect on the logit of buying. */
export interface DeviceTrait {
  readonly share: number;
  readonly category: 'desktop' | 'mobile' | 'tablet';
  readonly operatingSystem: string;
  readonly brand: string;
  readonly browser: string;
  readonly browserVersion: string;
  readonly purchaseEffect: number;
}

/** A place with its share of users and its effect on the logit of buying. */
export interface PlaceTrait {
  readonly share: number;
  readonly continent: string;
  readonly subContinent: string;
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly language: string | null;
  readonly purchaseEffect: number;
}

/** A first-touch source with its share of users, its effect on the logit of buying and on the log of visiting. */
export interface SourceTrait {
  readonly share: number;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly purchaseEffect: number;
  readonly visitEffect: number;
}

const device = (
  share: number,
  category: DeviceTrait['category'],
  operatingSystem: string,
  brand: string,
  browser: string,
  browserVersion: string,
  purchaseEffect: number,
): DeviceTrait => ({ share, category, operatingSystem, brand, browser, browserVersion, purchaseEffect });

const place = (
  share: number,
  [continent, subContinent, country, region, city]: readonly [string, string, string, string, string],
  language: string | null,
  purchaseEffect: number,
): PlaceTrait => ({ share, continent, subContinent, country, region, city, language, purchaseEffect });

const source = (
  share: number,
  sourceName: string,
  medium: string,
  campaign: string,
  purchaseEffect: number,
  visitEffect: number,
): SourceTrait => ({ share, source: sourceName, medium, campaign, purchaseEffect, visitEffect });

/** Devices of the shop's users. */
export const DEVICES: readonly DeviceTrait[] = [
  device(0.26, 'desktop', 'Windows', 'Google', 'Chrome', '131.0', 0),
  device(0.12, 'desktop', 'Macintosh', 'Apple', 'Safari', '18.1', 0.1),
  device(0.06, 'desktop', 'Windows', 'Microsoft', 'Edge', '131.0', 0),
  device(0.26, 'mobile', 'Android', 'Samsung', 'Chrome', '131.0', -1),
  device(0.24, 'mobile', 'iOS', 'Apple', 'Safari', '18.1', -0.85),
  device(0.03, 'mobile', 'Android', 'Xiaomi', 'Android Webview', '130.0', -1),
  device(0.03, 'tablet', 'iOS', 'Apple', 'Safari', '17.6', -0.4),
];

/** Where the shop's users live. */
export const PLACES: readonly PlaceTrait[] = [
  place(0.24, ['Americas', 'Northern America', 'United States', 'California', 'San Francisco'], 'en-us', 0.45),
  place(0.2, ['Americas', 'Northern America', 'United States', 'New York', 'New York'], 'en-us', 0.45),
  place(0.08, ['Americas', 'Northern America', 'Canada', 'Ontario', 'Toronto'], 'en-ca', 0),
  place(0.12, ['Europe', 'Northern Europe', 'United Kingdom', 'England', 'London'], 'en-gb', 0),
  place(0.1, ['Europe', 'Western Europe', 'France', 'Ile-de-France', 'Paris'], 'fr', -0.35),
  place(0.08, ['Europe', 'Western Europe', 'Germany', 'Berlin', 'Berlin'], 'de', -0.35),
  place(0.12, ['Asia', 'Southern Asia', 'India', 'Maharashtra', 'Mumbai'], 'en-us', -1.2),
  place(0.06, ['Americas', 'South America', 'Brazil', 'State of Sao Paulo', '(not set)'], null, -0.7),
];

/** What brought the shop's users the first time. */
export const SOURCES: readonly SourceTrait[] = [
  source(0.38, 'google', 'organic', '(organic)', 0, 0),
  source(0.24, '(direct)', '(none)', '(direct)', 0.2, -0.1),
  source(0.1, 'newsletter', 'email', 'weekly_news', 1.1, 0.5),
  source(0.12, 'facebook', 'social', 'always_on', -1.1, -0.4),
  source(0.1, 'google', 'cpc', 'brand_search', 0.2, 0.2),
  source(0.06, 'partner.example', 'referral', '(referral)', 0.1, 0),
];
