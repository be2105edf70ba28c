import { createHash } from 'node:crypto';
import type { Storage } from '@google-cloud/storage';
import type { PublishedReport, ReportStore } from '@propensity/core/ports';
import { RETRY_LIMITS, type RetryLimits, retrying } from '../clients/retrying.js';

export interface GcsReportStoreOptions {
  readonly storage: Storage;
  /** Name of the bucket, without gs://. */
  readonly bucket: string;
  /** Makes sure there is a credential. */
  readonly authorise: () => Promise<void>;
  readonly limits?: RetryLimits;
}

/**
 * A `ReportStore` in a bucket, one object per page. Replacing one takes the right to delete objects. The address is that of Cloud Storage for
 * people who are signed in: nothing becomes public.
 */
export class GcsReportStore implements ReportStore {
  constructor(readonly options: GcsReportStoreOptions) {}

  async write(name: string, page: string): Promise<PublishedReport> {
    const { storage, bucket, authorise, limits = RETRY_LIMITS } = this.options;
    await authorise();
    await retrying(
      'Cloud Storage',
      () =>
        storage
          .bucket(bucket)
          .file(name)
          .save(page, {
            resumable: false,
            // The service checks the MD5 below; the client's own check would delete the object on a mismatch.
            validation: false,
            contentType: 'text/html; charset=utf-8',
            metadata: { md5Hash: createHash('md5').update(page).digest('base64'), cacheControl: 'no-store' },
          }),
      limits,
    );
    const path = name.split('/').map(encodeURIComponent).join('/');
    return { uri: `gs://${bucket}/${name}`, url: `https://storage.cloud.google.com/${bucket}/${path}` };
  }
}
