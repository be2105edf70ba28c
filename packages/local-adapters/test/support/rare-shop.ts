import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DAY = 86_400_000;
const START = Date.parse('2025-01-01T12:00:00Z');
export const RARE_SHOP = { users: 260, days: 35 } as const;
/** Whose city nobody else has. */
export const LONELY = 'user-7';
/** Whose city and browser many have, but nobody else both. */
export const ONLY_PAIR = 'user-11';
const CITIES = ['Rome', 'Oslo', 'Lima', 'Bern'];
const BROWSERS = ['Chrome', 'Safari', 'Edge'];

/**
 * Writes an export of users who come on some days, look at items on some of them, and have what nobody else has: a city, an event, a
 * pair of a city and a browser, an amount.
 */
export async function writeRareShop(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = Array.from({ length: RARE_SHOP.days }, (): string[] => []);
  let state = 7;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let user = 0; user < RARE_SHOP.users; user++) {
    const id = `user-${user}`;
    // Nobody in Bern uses Edge, but one.
    const city = id === LONELY ? 'Atlantis' : id === ONLY_PAIR ? 'Bern' : CITIES[user % CITIES.length]!;
    const edge = city === 'Bern' ? 2 : 3;
    const browser = id === ONLY_PAIR ? 'Edge' : BROWSERS[Math.floor(next() * edge)]!;
    const keen = next();
    for (let day = 0; day < RARE_SHOP.days; day++) {
      if (next() > 0.1 + 0.4 * keen * keen) continue;
      const at = START + day * DAY + user * 7919 + Math.floor(next() * 3000) * 1000;
      const names = ['session_start', 'page_view', ...(next() < (keen > 0.6 ? 0.5 : 0.04) ? ['view_item'] : [])];
      if (id === LONELY) names.push('secret_event');
      if (next() < 0.1) names.push('purchase');
      names.forEach((name, place) => {
        lines[day]!.push(
          JSON.stringify(rowOf({ id, name, time: at + place * 1000, city, browser, amount: 5 + user / 7 })),
        );
      });
    }
  }
  for (const [day, rows] of lines.entries()) {
    const date = new Date(START + day * DAY).toISOString().slice(0, 10).replaceAll('-', '');
    await writeFile(join(folder, `events_${date}.json`), `${rows.join('\n')}\n`);
  }
}

interface RareEvent {
  readonly id: string;
  readonly name: string;
  readonly time: number;
  readonly city: string;
  readonly browser: string;
  readonly amount: number;
}

function rowOf({ id, name, time, city, browser, amount }: RareEvent) {
  const none = { string_value: null, int_value: null, float_value: null, double_value: null };
  return {
    event_date: new Date(time).toISOString().slice(0, 10).replaceAll('-', ''),
    event_timestamp: `${time}000`,
    event_name: name,
    event_params: [
      { key: 'ga_session_id', value: { ...none, int_value: `${Math.floor(time / 3_600_000)}` } },
      { key: 'session_engaged', value: { ...none, string_value: '1' } },
      { key: 'town', value: { ...none, string_value: city } },
      { key: 'program', value: { ...none, string_value: browser } },
      { key: 'amount', value: { ...none, int_value: name === 'purchase' ? `${Math.floor(amount * 97)}` : null } },
    ],
    privacy_info: { analytics_storage: 'Yes', ads_storage: 'Yes' },
    user_id: null,
    user_pseudo_id: id,
    user_properties: [],
    user_first_touch_timestamp: `${time}000`,
    device: {
      category: browser === 'Safari' ? 'mobile' : 'desktop',
      operating_system: 'Web',
      language: 'en-us',
      web_info: { browser },
    },
    geo: { continent: 'Europe', country: city === 'Lima' ? 'Peru' : 'Europe', region: city, city },
    traffic_source: { medium: 'organic', name: '(organic)', source: 'google' },
    stream_id: '1',
    platform: 'WEB',
    ecommerce:
      name === 'purchase' ? { purchase_revenue: amount, transaction_id: `t${time}`, total_item_quantity: '1' } : null,
    items: [],
  };
}
