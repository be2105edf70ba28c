import type { AlertRecord } from '@propensity/core/alerts';
import type { AlertStore } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { shopFixture } from '../support/shop-fixture.js';

/** What every `AlertStore` has to do: one row per target, kind and subject. */
export function alertStoreSuite(create: CreateStack): void {
  describe('AlertStore', () => {
    let stack: ConformanceStack;
    let store: AlertStore;
    beforeEach(async () => {
      stack = await create(shopFixture);
      store = stack.ports.alerts;
    });
    afterEach(() => stack.close());

    it('is empty at first, and after nothing was put', async () => {
      await store.put('purchase', []);
      expect(await store.list('purchase')).toEqual([]);
    });

    it('gives alerts back as they were put, by kind, then subject, and keeps targets apart', async () => {
      const [data, views, users] = [
        alert('data', 'predictions collapsed'),
        alert('drift', "feature o'c"),
        alert('drift', 'users'),
      ];
      await store.put('purchase', [users, views, data]);
      await store.put('sign_up', [{ ...users, text: 'another' }]);
      expect(await store.list('purchase')).toEqual([data, views, users]);
      expect(await store.list('sign_up')).toEqual([{ ...users, text: 'another' }]);
    });

    it('replaces the alert of the same kind and subject and leaves the others alone', async () => {
      await store.put('purchase', [alert('drift', 'users'), alert('drift', 'scores')]);
      const over = {
        ...alert('drift', 'users'),
        toldAt: '2026-01-12T06:00:00.000Z',
        overAt: '2026-01-12T06:00:00.000Z',
      };
      await store.put('purchase', [over]);
      await store.put('purchase', [over]);
      expect(await store.list('purchase')).toEqual([alert('drift', 'scores'), over]);
    });
  });
}

function alert(kind: AlertRecord['kind'], subject: string): AlertRecord {
  return {
    kind,
    subject,
    fingerprint: 'missing,psi',
    text: `What "${subject}" was, and is.`,
    firstSeen: '2026-01-05T06:00:00.000Z',
    lastSeen: '2026-01-05T06:00:00.125Z',
    toldAt: null,
    overAt: null,
  };
}
