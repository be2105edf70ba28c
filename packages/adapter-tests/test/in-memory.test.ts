import { inMemoryPorts, settingsOf } from '@propensity/core';
import { conformanceSuites } from '../src/index.js';

conformanceSuites('in-memory stack', async ({ events, config, now }) => {
  const settings = settingsOf(config, 'conformance');
  return { ports: inMemoryPorts({ events, settings, clock: () => now }), settings, close: async () => {} };
});
