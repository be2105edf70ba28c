import type { ArtifactStore } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { shopFixture } from '../support/shop-fixture.js';

const TEXT = '{\n "name": "ünï-cødé 🙂",\n "quote": "\'"\n}\n';

/** What every `ArtifactStore` has to do: objects are created once and never changed. */
export function artifactStoreSuite(create: CreateStack): void {
  describe('ArtifactStore', () => {
    let stack: ConformanceStack;
    let store: ArtifactStore;
    beforeEach(async () => {
      stack = await create(shopFixture);
      store = stack.ports.artifacts;
    });
    afterEach(() => stack.close());

    it('reads back, byte for byte, what was written', async () => {
      await store.write('model-1.json', TEXT);
      expect(await store.read('model-1.json')).toBe(TEXT);
    });

    it('takes the same text again as nothing new', async () => {
      await store.write('model-1.json', TEXT);
      await store.write('model-1.json', TEXT);
      expect(await store.read('model-1.json')).toBe(TEXT);
    });

    it('refuses another text under a name that exists and keeps the first', async () => {
      await store.write('model-1.json', TEXT);
      await expect(store.write('model-1.json', 'another')).rejects.toMatchObject({ code: 'artifact_exists' });
      expect(await store.read('model-1.json')).toBe(TEXT);
    });

    it('lets one of several writers at once win, whole', async () => {
      const texts = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(50_000 + index));
      const outcomes = await Promise.allSettled(texts.map((text) => store.write('contested.json', text)));
      const winners = texts.filter((_, index) => outcomes[index]!.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect((await store.read('contested.json')) === winners[0]).toBe(true);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'artifact_exists' });
      }
    });

    it('reports that an artifact is not there', async () => {
      await expect(store.read('missing.json')).rejects.toMatchObject({ code: 'artifact_not_found' });
    });
  });
}
