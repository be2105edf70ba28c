import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PropensityError } from '@propensity/core';
import type { ProbaResult } from '@propensity/core/jobs';
import { silentProgress } from '@propensity/core/ports';
import { FirestoreServingStore, openFirestore } from '@propensity/gcp-adapters';
import {
  type FirestoreEmulator,
  firestoreEmulatorJar,
  startFirestoreEmulator,
} from '@propensity/gcp-testing/firestore-emulator';
import { userOf } from './prepare-lookups.js';

const PROJECT = 'bench-project';
const PAGE = 10_000;
const COLLECTION = 'ma_predictions';

/** A Firestore with predictions, and a configuration whose lookups are answered there. */
export interface FilledFirestore {
  readonly config: string;
  /** Documents written a second. */
  readonly writtenPerSecond: number;
  readonly emulator: FirestoreEmulator;
}

/**
 * Fills Google's emulator with the predictions of so many users.
 * @throws PropensityError `no_emulator` (kind `usage`) where it is not installed
 */
export async function prepareFirestore(folder: string, users: number): Promise<FilledFirestore> {
  const jar = firestoreEmulatorJar();
  if (jar === null) {
    throw new PropensityError('no_emulator', 'The Firestore emulator is not installed, or there is no Java.', {
      kind: 'usage',
      hint: 'It is the package google-cloud-cli-firestore-emulator of the Google Cloud CLI.',
    });
  }
  const emulator = await startFirestoreEmulator(jar);
  const { endpoint } = emulator;
  const serving = { type: 'firestore', database: '(default)', collection: COLLECTION, endpoint } as const;
  try {
    const store = new FirestoreServingStore({
      open: () => openFirestore({ project: PROJECT }, serving),
      place: 'the emulator',
      collection: COLLECTION,
      predictions: { runs: async () => [], count: async () => users, rows: () => predictions(users) },
      longestPublicationMs: 0,
      progress: silentProgress,
      pace: 'unlimited',
    });
    const begun = performance.now();
    await store.rebuild();
    const writtenPerSecond = users / ((performance.now() - begun) / 1000);
    await store.close();
    const config = join(folder, 'firestore.config.json');
    await mkdir(folder, { recursive: true });
    await writeFile(config, JSON.stringify(configuration(serving)));
    return { config, writtenPerSecond, emulator };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

/** Every request is looked up; nothing answers where BigQuery would, so that a lookup that is not answered here fails. */
function configuration(serving: object) {
  return {
    stack: 'gcp',
    source: {},
    target: { event: 'purchase' },
    serving: { cacheSeconds: 0 },
    gcp: {
      project: PROJECT,
      dataset: 'propensity',
      eventsDataset: 'analytics_1',
      bucket: 'bench-bucket',
      location: 'EU',
      apiEndpoint: 'http://127.0.0.1:1',
      storageEndpoint: 'http://127.0.0.1:1',
      serving,
    },
  };
}

async function* predictions(users: number): AsyncIterable<readonly ProbaResult[]> {
  for (let first = 0; first < users; first += PAGE) {
    yield Array.from({ length: Math.min(PAGE, users - first) }, (_, n) => predictionOf(first + n));
  }
}

function predictionOf(number: number): ProbaResult {
  const week = 1 + (number % 4) * 7;
  return {
    user_id: userOf(number),
    proba: ((number * 7919) % 104_729) / 104_729,
    predicted_week: `2026-01-${String(week).padStart(2, '0')}`,
    predicted_at: `2026-02-0${1 + (number % 4)}T06:00:00.000Z`,
    model: `purchase-${number % 4}`,
    target: 'purchase',
    horizon_days: 7,
    selected: number % 10 === 0,
  };
}
