import { randomBytes } from 'node:crypto';
import { PropensityError } from '@propensity/core';
import type { ArtifactStore } from '@propensity/core/ports';

const NAME = 'forget.key';
const KEY_BYTES = 32;

/** Where the key of forgotten users' digests is kept: outside the tables that hold the digests. */
export interface ForgetKey {
  /** 64 hexadecimal digits; null when there is none. */
  read(): Promise<string | null>;
  /** The key, made where there is none; of two makers at once the first one's stays. */
  ensure(): Promise<string>;
}

/** A `ForgetKey` as an object of the bucket of the models, which is only ever created. */
export class StoredForgetKey implements ForgetKey {
  constructor(readonly objects: ArtifactStore) {}

  async read(): Promise<string | null> {
    try {
      return (await this.objects.read(NAME)).trim();
    } catch (error) {
      if (PropensityError.is(error) && error.code === 'artifact_not_found') return null;
      throw error;
    }
  }

  async ensure(): Promise<string> {
    const known = await this.read();
    if (known !== null) return known;
    try {
      await this.objects.write(NAME, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    } catch (error) {
      // Another process has made it meanwhile.
      if (!PropensityError.is(error) || error.code !== 'artifact_exists') throw error;
    }
    return (await this.read())!;
  }
}
