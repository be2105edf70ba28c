import { PropensityError } from '@propensity/core';

/** Google's clients and their versions: the command leaves it to its user to install them, since most never need them. */
export const GOOGLE_CLIENTS: Readonly<Record<string, string>> = {
  '@google-cloud/bigquery': '9.3.0',
  '@google-cloud/bigquery-storage': '5.1.2',
  '@google-cloud/firestore': '9.4.1',
  '@google-cloud/storage': '8.4.0',
  'google-auth-library': '11.3.4',
};

/**
 * What `load` resolves with.
 * @param load imports a module that needs Google's clients
 * @throws PropensityError `google_clients_missing` (kind `usage`) when they are not installed; otherwise what `load` throws
 */
export async function withGoogleClients<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isOfMissingClient(cause)) throw cause;
    const packages = Object.entries(GOOGLE_CLIENTS).map(([name, version]) => `${name}@${version}`);
    throw new PropensityError(
      'google_clients_missing',
      'The stack "gcp" needs Google\'s clients, and they are not installed.',
      {
        kind: 'usage',
        hint: `Run: npm install -g ${packages.join(' ')} (without -g in a project that has propensity installed).`,
        details: { packages },
        cause,
      },
    );
  }
}

/** Node names what it has not found, as import and as require. */
function isOfMissingClient(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const missing = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
  return missing && /^Cannot find (package|module) '(@google-cloud\/|google-)/.test(error.message);
}
