import { describe, expect, it } from 'vitest';
import type { Condition } from '../../src/question/condition.js';
import { holds, type MatchableEvent, matchesEvent } from '../../src/question/matches-event.js';

const EVENT: MatchableEvent = {
  name: 'purchase',
  fields: { platform: 'WEB', 'geo.country': '', is_active_user: true },
  params: { value: 49.5, form_id: '12', page_location: 'https://a/thank-you?x=1', gone: null },
  userProperties: { plan: 'pro' },
  items: [
    { item_category: 'Shoes', price: 10 },
    { item_category: 'Hats', price: 90 },
  ],
};

describe('holds', () => {
  it.each<[Condition, boolean]>([
    [{ field: 'platform', equals: 'WEB' }, true],
    [{ field: 'platform', equals: 'web' }, false],
    [{ field: 'platform', in: ['IOS', 'WEB'] }, true],
    [{ field: 'platform', in: ['IOS'], not: true }, true],
    [{ field: 'is_active_user', equals: true }, true],
    [{ field: 'geo.country', exists: true }, false],
    [{ field: 'geo.country', exists: false }, true],
    [{ field: 'never.there', exists: false }, true],
    [{ field: 'never.there', equals: 'x' }, false],
    [{ field: 'never.there', equals: 'x', not: true }, true],
    [{ field: 'platform', exists: false }, false],
    [{ field: 'platform', exists: false, equals: 'WEB' }, false],
    [{ param: 'value', atLeast: 49.5 }, true],
    [{ param: 'value', atLeast: 49.6 }, false],
    [{ param: 'value', atLeast: 10, atMost: 49 }, false],
    [{ param: 'form_id', equals: 12 }, true],
    [{ param: 'form_id', atMost: 12 }, true],
    [{ param: 'page_location', atMost: 12 }, false],
    [{ param: 'gone', exists: true }, false],
    [{ param: 'page_location', matches: '/thank-you(\\?|$)' }, true],
    [{ param: 'page_location', matches: '^/thank-you' }, false],
    [{ userProperty: 'plan', matches: '^pro$' }, true],
    [{ item: 'item_category', equals: 'Hats' }, true],
    [{ item: 'item_category', equals: 'Coats' }, false],
    [{ item: 'item_category', equals: 'Coats', not: true }, true],
    [{ item: 'price', atLeast: 50 }, true],
    [{ item: 'item_brand', exists: false }, true],
    [{ item: 'price', exists: false }, false],
  ])('%j: %s', (condition, expected) => {
    expect(holds(EVENT, condition)).toBe(expected);
  });
});

describe('matchesEvent', () => {
  it('asks for one of the names and for all conditions', () => {
    const value: Condition = { param: 'value', atLeast: 40 };
    const plan: Condition = { userProperty: 'plan', equals: 'free' };
    expect(matchesEvent(EVENT, { events: ['refund', 'purchase'], where: [value] })).toBe(true);
    expect(matchesEvent(EVENT, { events: ['purchase'], where: [value, plan] })).toBe(false);
    expect(matchesEvent(EVENT, { events: ['refund'], where: [] })).toBe(false);
  });
});
