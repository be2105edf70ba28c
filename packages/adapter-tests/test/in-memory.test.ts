import { settingsOf } from '@propensity/core/config';
import { inMemoryPorts } from '@propensity/core/in-memory';
import { conformanceSuites } from '../src/index.js';

conformanceSuites('in-memory stack', async ({ events, config, now }) => {
  const settings = settingsOf(config, 'conformance');
  return { ports: inMemoryPorts({ events, settings, clock: () => now }), settings, close: async () => {} };
});
