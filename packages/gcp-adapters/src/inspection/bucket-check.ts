import type { Storage } from '@google-cloud/storage';
import type { DoctorCheck } from '@propensity/core/jobs';
import { RETRY_LIMITS, type RetryLimits, retrying } from '../clients/retrying.js';
import { isReportedRefusal, runProbe } from './probe.js';

export interface BucketCheckOptions {
  readonly storage: Storage;
  readonly bucket: string;
  /** Location of the data sets. */
  readonly location: string;
  /** Makes sure there is a credential. */
  readonly authorise: () => Promise<void>;
  readonly limits?: RetryLimits;
}

const RIGHTS = ['storage.objects.create', 'storage.objects.get'];

/** Whether model files may be made and read in the bucket, and whether it is where the data sets are. */
export async function checkBucket(options: BucketCheckOptions): Promise<DoctorCheck> {
  const name = 'bucket';
  const url = `gs://${options.bucket}`;
  const role = `roles/storage.objectCreator and roles/storage.objectViewer on ${url}`;
  await options.authorise();
  const missing = await missingRights(options);
  if (missing !== null && missing.length > 0) {
    const message = `The account lacks ${missing.join(' and ')} on ${url}.`;
    return { name, status: 'fail', message, hint: `Grant ${role} to the account that runs this.` };
  }
  let location: string | undefined;
  const found = await runProbe({
    name,
    message: `Model files may be made and read in ${url}.`,
    role: `roles/storage.bucketViewer on ${url}`,
    ask: async () => {
      location = await locationOf(options);
    },
  });
  if (missing === null) {
    if (found.status === 'fail') return found;
    const message = `${url} is there, in ${location}; whether model files may be made in it could not be asked.`;
    return { name, status: 'warn', message, hint: `It takes ${role}.` };
  }
  // The rights are there; the location is only shown to those who may see the bucket itself.
  if (location === undefined)
    return { ...found, status: 'ok', message: `Model files may be made and read in ${url}.`, hint: '' };
  if (location.toUpperCase() === options.location.toUpperCase())
    return { ...found, message: `${found.message} It is in ${location}.` };
  return {
    ...found,
    status: 'warn',
    message: `${found.message} It is in ${location}, while the data sets are in ${options.location}.`,
    hint: `Make a bucket in ${options.location} if the model files, which name levels of categories, may not leave it.`,
  };
}

/** Rights that the account lacks; null where the service does not say. */
async function missingRights({ storage, bucket, limits }: BucketCheckOptions): Promise<string[] | null> {
  try {
    const ask = () => storage.bucket(bucket).iam.testPermissions(RIGHTS);
    const [granted] = await retrying('Cloud Storage', ask, limits ?? RETRY_LIMITS);
    return RIGHTS.filter((right) => granted[right] !== true);
  } catch (error) {
    if (isReportedRefusal(error)) return null;
    throw error;
  }
}

async function locationOf({ storage, bucket, limits }: BucketCheckOptions): Promise<string | undefined> {
  const ask = () => storage.bucket(bucket).getMetadata();
  const [metadata] = await retrying('Cloud Storage', ask, limits ?? RETRY_LIMITS);
  return metadata.location;
}
