import { computeContext } from '@propensity/core/compute';
import type { Progress } from '@propensity/core/ports';
import { withGoogleClients } from '@propensity/gcp-adapters/google-clients';
import { openComputeThreads } from '@propensity/local-adapters/compute-threads';
import { CODE_VERSION } from '../code-version.js';
import type { LoadedConfig } from '../config/load-config.js';
import { openNotices } from '../notices/open-notices.js';
import type { Secrets } from '../secrets.js';
import type { Stack } from './stack.js';

export interface OpenStackOptions {
  readonly progress: Progress;
  /** Milliseconds since the epoch, UTC. */
  readonly clock: () => number;
  /** None when left out. */
  readonly secrets?: Secrets;
}

type Platform = Pick<Stack, 'ports' | 'settings' | 'prepareLookups' | 'close'>;

interface Opener {
  readonly shared: boolean;
  /** How long getProba remembers where the configuration does not say: not at all where a lookup costs nothing. */
  readonly cacheSeconds: number;
  readonly open: (loaded: LoadedConfig, options: OpenStackOptions) => Promise<Platform>;
}

/** One opener per value of `config.stack`; each loads its adapters only when it is asked for. */
const openers: Readonly<Record<LoadedConfig['config']['stack'], Opener>> = {
  local: {
    shared: false,
    cacheSeconds: 0,
    async open({ config, baseDirectory }, options) {
      const { openLocalStack } = await import('@propensity/local-adapters');
      return openLocalStack(config, { ...options, baseDirectory, codeVersion: CODE_VERSION });
    },
  },
  gcp: {
    shared: true,
    cacheSeconds: 300,
    async open({ config }, options) {
      const { openGcpStack } = await withGoogleClients(() => import('@propensity/gcp-adapters'));
      return openGcpStack(config, { ...options, codeVersion: CODE_VERSION });
    },
  },
};

/**
 * Opens the stack that the configuration names. The caller closes it.
 * @throws PropensityError `google_clients_missing` (kind `usage`) for the stack `gcp` where Google's clients are not installed
 */
export async function openStack(loaded: LoadedConfig, options: OpenStackOptions): Promise<Stack> {
  const { config } = loaded;
  const { shared, cacheSeconds, open } = openers[config.stack];
  const { secrets = {}, ...rest } = options;
  const platform = await open(loaded, rest);
  const threads = openComputeThreads();
  return {
    ports: { ...platform.ports, compute: computeContext(threads) },
    settings: platform.settings,
    shared,
    serving: { ...config.serving, cacheSeconds: config.serving.cacheSeconds ?? cacheSeconds },
    notices: openNotices(config.notices, secrets),
    prepareLookups: platform.prepareLookups,
    close: async (outcome) => {
      await threads?.close();
      await platform.close(outcome);
    },
  };
}
