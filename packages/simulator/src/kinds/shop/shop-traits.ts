import { type PlaceTrait, place, type SourceTrait, source } from '../../model/traits.js';

/** Where the shop's users live. */
export const SHOP_PLACES: readonly PlaceTrait[] = [
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
export const SHOP_SOURCES: readonly SourceTrait[] = [
  source(0.38, 'google', 'organic', '(organic)', 0, 0),
  source(0.24, '(direct)', '(none)', '(direct)', 0.2, -0.1),
  source(0.1, 'newsletter', 'email', 'weekly_news', 1.1, 0.5),
  source(0.12, 'facebook', 'social', 'always_on', -1.1, -0.4),
  source(0.1, 'google', 'cpc', 'brand_search', 0.2, 0.2),
  source(0.06, 'partner.example', 'referral', '(referral)', 0.1, 0),
];
