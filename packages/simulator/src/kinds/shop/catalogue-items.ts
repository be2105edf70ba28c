import type { Basket } from '../../events/simulated-event.js';
import type { CatalogueItem } from '../site-kind.js';

const RANGE: readonly (readonly [category: string, price: number, names: readonly string[]])[] = [
  ['Apparel', 24, ['Zip Hoodie', 'Crew Tee', 'Rain Jacket', 'Wool Beanie', 'Run Shorts', 'Canvas Cap', 'Crew Socks']],
  ['Drinkware', 14, ['Steel Bottle', 'Camp Mug', 'Travel Tumbler', 'Glass Cup', 'Tea Press', 'Thermo Flask']],
  ['Bags', 38, ['Day Pack', 'Tote Bag', 'Sling Bag', 'Laptop Sleeve', 'Duffel', 'Cable Pouch']],
  ['Office', 9, ['Dot Notebook', 'Gel Pens', 'Desk Mat', 'Sticker Set', 'Card Holder', 'Wall Planner']],
  ['Lifestyle', 18, ['Yoga Mat', 'Picnic Rug', 'Dog Leash', 'Beach Towel', 'Seed Kit', 'Field Lamp', 'Puzzle']],
];

/** The catalogue: prices rise within a category in steps, so that they vary and stay readable. */
export const CATALOGUE: readonly CatalogueItem[] = RANGE.flatMap(([category, base, names]) =>
  names.map((name, place) => ({ id: '', name, category, price: Math.round(base * (1 + place * 0.35) * 2) / 2 })),
).map((item, index) => ({ ...item, id: `SKU${9_000 + index}` }));

/** What a basket costs, in the shop's currency. */
export function basketValue({ first, count, quantity }: Basket): number {
  let value = CATALOGUE[first]!.price * (quantity - 1);
  for (let place = 0; place < count; place++) value += CATALOGUE[(first + place) % CATALOGUE.length]!.price;
  return value;
}
