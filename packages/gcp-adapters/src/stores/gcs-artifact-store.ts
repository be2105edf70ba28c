import { createHash } from 'node:crypto';
import type { File, Storage } from '@google-cloud/storage';
import { PropensityError } from '@propensity/core';
import type { ArtifactStore } from '@propensity/core/ports';
import { googleFault } from '../clients/google-error.js';
import { LostAnswer, RETRY_LIMITS, type RetryLimits, retrying } from '../clients/retrying.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const SERVICE = 'Cloud Storage';

export interface GcsArtifactStoreOptions {
  readonly storage: Storage;
  /** Name of the bucket, without gs://. */
  readonly bucket: string;
  /** Makes sure there is a credential. */
  readonly authorise: () => Promise<void>;
  readonly limits?: RetryLimits;
}

/**
 * An `ArtifactStore` in a bucket, one object per artifact. Objects are only ever created
 * (`ifGenerationMatch: 0`) and carry their MD5, so that the service refuses a damaged upload.
 */
export class GcsArtifactStore implements ArtifactStore {
  readonly #limits: RetryLimits;

  constructor(readonly options: GcsArtifactStoreOptions) {
    this.#limits = options.limits ?? RETRY_LIMITS;
  }

  async write(name: string, text: string): Promise<void> {
    const file = this.#file(name);
    await this.options.authorise();
    const created = await retrying(
      SERVICE,
      () =>
        file
          .save(text, {
            resumable: false,
            // The service checks the MD5 below; the client's own check would delete the object on a mismatch.
            validation: false,
            contentType: 'application/json',
            preconditionOpts: { ifGenerationMatch: 0 },
            metadata: { md5Hash: md5(text), cacheControl: 'no-store' },
          })
          .then(
            () => true,
            (error: unknown) => {
              if (googleFault(error).status === 412) return false;
              throw error;
            },
          ),
      this.#limits,
    );
    // The object may be ours, from a try whose answer was lost.
    if (!created && (await this.read(name)) !== text) {
      throw new PropensityError(
        'artifact_exists',
        `${this.#url(name)} exists and holds another text; artifacts are never changed.`,
        { hint: 'Move the object away if it is damaged, then train again with --force.' },
      );
    }
  }

  async read(name: string): Promise<string> {
    assertName(name);
    await this.options.authorise();
    return retrying(SERVICE, () => this.#download(name), this.#limits);
  }

  /** One request: `File.download` asks twice and leaves listeners behind, of which Node warns users. */
  async #download(name: string): Promise<string> {
    const { storage, bucket } = this.options;
    const { status, headers, data } = await storage.authClient.request<ArrayBuffer>({
      url: `${storage.baseUrl}/b/${bucket}/o/${encodeURIComponent(name)}`,
      params: { alt: 'media' },
      responseType: 'arraybuffer',
      retry: false,
      validateStatus: () => true,
    });
    const bytes = Buffer.from(data);
    if (status === 200) {
      assertWhole(this.#url(name), bytes, headers.get('x-goog-hash'));
      return bytes.toString('utf8');
    }
    const refusal = Object.assign(new Error(bytes.toString('utf8') || `Cloud Storage answered ${status}`), {
      code: status,
    });
    if (status !== 404 || /bucket does not exist/i.test(refusal.message)) throw refusal;
    throw new PropensityError('artifact_not_found', `There is no model file ${this.#url(name)}.`, {
      hint: 'Restore it from a backup, or train again with --force.',
      cause: refusal,
    });
  }

  #file(name: string): File {
    assertName(name);
    return this.options.storage.bucket(this.options.bucket).file(name);
  }

  #url(name: string): string {
    return `gs://${this.options.bucket}/${name}`;
  }
}

function md5(data: string | Buffer): string {
  return createHash('md5').update(data).digest('base64');
}

/** A body that was cut on its way counts as a lost answer, to be asked for again. `hashes` is `crc32c=…,md5=…`. */
function assertWhole(url: string, bytes: Buffer, hashes: string | null): void {
  const expected = /\bmd5=([\w+/]+=*)/.exec(hashes ?? '')?.[1];
  if (expected !== undefined && md5(bytes) !== expected) throw new LostAnswer(`${url} arrived damaged`);
}

/** @throws PropensityError `bad_artifact_name` */
function assertName(name: string): void {
  if (!NAME.test(name)) throw new PropensityError('bad_artifact_name', `"${name}" is not a name for an artifact.`);
}
