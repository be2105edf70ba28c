import { describe, expect, it } from 'vitest';
import { type Shift, simulateSite } from '../../src/index.js';

const DAY = 40;
const base = { users: 1500, days: 70, seed: 7 };
const run = (...shifts: Shift[]) => [...simulateSite({ ...base, shifts }).days()];

describe('a shift of the simulated shop', () => {
  it('changes nothing before its day', () => {
    const plain = run();
    for (const kind of ['prices', 'tag'] as const) {
      const shifted = run({ kind, day: DAY });
      const same = (from: number, until: number) =>
        shifted
          .slice(from, until)
          .every(({ events }, place) => JSON.stringify(events) === JSON.stringify(plain[from + place]!.events));
      expect([same(0, DAY), same(DAY, base.days)]).toEqual([true, false]);
    }
  });

  it('of prices halves the odds, and the truth knows it, also of a horizon that it lies in', () => {
    const days = run({ kind: 'prices', day: DAY });
    const truth = days.flatMap((day) => day.truth).filter(({ converted }) => converted !== null);
    const ratio = (from: number, until: number) => {
      const chosen = truth.filter(({ snapshot }) => snapshot >= from && snapshot < until);
      const expected = chosen.reduce((sum, { probabilities }) => sum + probabilities.reduce((a, p) => a + p, 0), 0);
      const observed = chosen.reduce((sum, { converted }) => sum + converted!.filter(Boolean).length, 0);
      return { observed, ratio: observed / expected };
    };
    for (const [from, until] of [
      [20, DAY - 7],
      [DAY - 6, DAY],
      [DAY, 63],
    ] as const) {
      const found = ratio(from, until);
      expect(found.observed).toBeGreaterThan(100);
      expect(found.ratio).toBeGreaterThan(0.85);
      expect(found.ratio).toBeLessThan(1.15);
    }
    const purchases = (from: number, until: number) =>
      days.slice(from, until).flatMap(({ events }) => events.filter(({ purchase }) => purchase && !purchase.sentAgain));
    expect(purchases(DAY, 70).length / purchases(10, DAY).length).toBeLessThan(0.7);
  });

  it('of the tag loses what phones add to carts, and nothing else', () => {
    const later = (shifts: Shift[]) =>
      run(...shifts)
        .slice(DAY)
        .flatMap(({ events }) => events);
    const [plain, shifted] = [later([]), later([{ kind: 'tag', day: DAY }])];
    const isLost = ({ name, device }: (typeof plain)[number]) =>
      name === 'add_to_cart' && device.trait.category === 'mobile';
    expect(plain.filter(isLost).length).toBeGreaterThan(100);
    expect(JSON.stringify(shifted) === JSON.stringify(plain.filter((event) => !isLost(event)))).toBe(true);
  });

  it('of the campaign brings most newcomers from then on', () => {
    const people = [...simulateSite({ ...base, shifts: [{ kind: 'campaign', day: DAY }] }).people];
    const comesByIt = ({ source }: (typeof people)[number]) => source.campaign === 'autumn_launch';
    const [before, after] = [people.filter((p) => p.arrivalDay < DAY), people.filter((p) => p.arrivalDay >= DAY)];
    expect(before.some(comesByIt)).toBe(false);
    const share = after.filter(comesByIt).length / after.length;
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.8);
  });

  it.each<readonly [string, readonly Shift[], 'shop' | 'publisher']>([
    [
      'twice the same',
      [
        { kind: 'tag', day: 1 },
        { kind: 'tag', day: 2 },
      ],
      'shop',
    ],
    ['after the last day', [{ kind: 'tag', day: 70 }], 'shop'],
    ['of no kind', [{ kind: 'weather' as 'tag', day: 1 }], 'shop'],
    ['of another site', [{ kind: 'tag', day: 1 }], 'publisher'],
  ])('is refused: %s', (_, shifts, kind) => {
    expect(() => simulateSite({ ...base, kind, shifts })).toThrow(
      expect.objectContaining({ code: 'bad_simulation', kind: 'usage' }),
    );
  });
});
