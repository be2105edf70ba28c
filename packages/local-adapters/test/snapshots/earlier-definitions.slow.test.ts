import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureSpec, ModelArtifact } from '@propensity/core';
import { explainProba, modelTraining, predictions, type TrainResult } from '@propensity/core/jobs';
import { serialiseArtifact } from '@propensity/core/models';
import type { Ports } from '@propensity/core/ports';
import { defaultFeatures, ga4Export } from '@propensity/warehouse-sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import formerHashes from '../../../warehouse-sql/test/features/fixtures/former-hashes.json' with { type: 'json' };
import { queryWarehouse } from '../support/read-warehouse.js';
import { copyOf, FIRST_WEEK, simulatedShop, TRAIN_AT, withShop } from '../support/shop-stack.js';

const former: Readonly<Record<string, string>> = formerHashes.hashes[14];

/** The features of that time. */
const THEN = {
  drop: defaultFeatures(ga4Export, 14).flatMap(({ name }) => (name in former ? [] : [name])),
  ownEvents: 0,
};

let shop: string;
let trained: TrainResult;
beforeAll(async () => {
  shop = await simulatedShop();
  trained = await withShop(shop, ({ ports, settings }) => modelTraining(ports, settings, { snapshot: TRAIN_AT }), THEN);
}, 60_000);
afterAll(() => rm(shop, { recursive: true, force: true }));

/** A copy of the shop whose model has other hashes, as one that an earlier release wrote. */
async function withModelOf<T>(
  hashOf: (feature: FeatureSpec) => string,
  work: (folder: string, model: string) => Promise<T>,
): Promise<T> {
  const folder = await copyOf(shop);
  try {
    const model = await withShop(folder, ({ ports }) => rewriteModel(ports, hashOf));
    return await work(folder, model);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rewriteModel({ artifacts, registry }: Ports, hashOf: (feature: FeatureSpec) => string): Promise<string> {
  const [record] = await registry.list();
  const { name: _name, ...artifact } = JSON.parse(await artifacts.read(record!.fileNameInBucket)) as ModelArtifact;
  const features = artifact.features.map((feature) => ({ ...feature, definitionHash: hashOf(feature) }));
  const written = serialiseArtifact({ ...artifact, features });
  await artifacts.write(written.fileName, written.text);
  const model = written.artifact.name;
  await registry.put({ ...record!, model, fileNameInBucket: written.fileName, sha256: written.sha256 });
  return model;
}

async function score(folder: string) {
  const result = await withShop(folder, ({ ports, settings }) =>
    predictions(ports, settings, { snapshot: FIRST_WEEK }),
  );
  const rows = await queryWarehouse(
    join(folder, 'stack'),
    'SELECT user_id, proba FROM ma_predictions_table ORDER BY 1',
  );
  return { result, rows };
}

describe('a model of a release that hashed SQL', () => {
  it('is scored, with the probabilities of the same model under the hashes of today', async () => {
    const today = await withModelOf(
      ({ definitionHash }) => definitionHash,
      (folder) => score(folder),
    );
    await withModelOf(
      ({ name }) => former[name]!,
      async (folder, model) => {
        expect(model).not.toBe(trained.model);
        const { result, rows } = await score(folder);
        expect(result.model).toBe(model);
        expect(rows.length).toBeGreaterThan(100);
        expect(rows).toEqual(today.rows);
      },
    );
  });

  it('reads a snapshot of its own where a definition has a newer version, and can be explained by it', async () => {
    await withModelOf(
      ({ name }) => former[name]!,
      async (folder) => {
        await withShop(folder, ({ ports }) => ports.snapshots.materialise(FIRST_WEEK));
        const { rows } = await score(folder);
        const tables = await queryWarehouse(
          join(folder, 'stack'),
          `SELECT table_name FROM ma_feature_snapshots WHERE snapshot = '${FIRST_WEEK}'`,
        );
        expect(tables).toHaveLength(2);
        const explained = await withShop(folder, ({ ports, settings }) =>
          explainProba(ports, settings, String(rows[0]!.user_id)),
        );
        expect(explained.why).toBeDefined();
      },
    );
  });

  it('is refused where one of its definitions is not known', async () => {
    await withModelOf(
      ({ name }) => (name === 'events_14d' ? 'f'.repeat(16) : former[name]!),
      async (folder) => {
        await expect(score(folder)).rejects.toMatchObject({
          code: 'features_changed',
          kind: 'refused',
          details: { features: ['events_14d'] },
        });
      },
    );
  });
});

describe('a model of features that the configuration has dropped since', () => {
  it('is scored by them all the same', async () => {
    const folder = await copyOf(shop);
    try {
      const scored = await score(folder);
      const dropping = { drop: ['country', 'events_*', 'revenue'] };
      const again = await withShop(
        folder,
        ({ ports, settings }) => predictions(ports, settings, { snapshot: FIRST_WEEK, force: true }),
        dropping,
      );
      expect(again).toMatchObject({ model: trained.model, counts: { overwritten: scored.rows.length, appended: 0 } });
      const rows = await queryWarehouse(
        join(folder, 'stack'),
        'SELECT user_id, proba FROM ma_predictions_table ORDER BY 1',
      );
      expect(rows).toEqual(scored.rows);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
