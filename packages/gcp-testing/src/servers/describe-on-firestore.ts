import { afterAll, beforeAll, describe, it } from 'vitest';
import { type FirestoreEmulator, firestoreEmulatorJar, startFirestoreEmulator } from './firestore-emulator.js';

/**
 * Declares tests that need the emulator, which is started before the first of them. Where it is not installed they are skipped, and the name says why; with
 * PROPENSITY_REQUIRE_SERVERS they fail.
 */
export function describeOnFirestore(name: string, tests: (endpoint: () => string) => void): void {
  const jar = firestoreEmulatorJar();
  if (jar === null && process.env.PROPENSITY_REQUIRE_SERVERS) {
    it(`${name}: has an emulator to run on`, () => {
      throw new Error(MISSING);
    });
    return;
  }
  describe.skipIf(jar === null)(jar === null ? `${name} (skipped: ${MISSING})` : name, () => {
    let emulator: FirestoreEmulator | null = null;
    beforeAll(async () => {
      emulator = await startFirestoreEmulator(jar!);
    });
    afterAll(async () => {
      await emulator?.stop();
    });
    tests(() => emulator!.endpoint);
  });
}

const MISSING = 'the Firestore emulator is the package google-cloud-cli-firestore-emulator, and needs Java';
