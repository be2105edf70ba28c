import { settingsOf } from '@propensity/core/config';
import { inMemoryPorts } from '@propensity/core/in-memory';
import { type CreateStack, conformanceSuites, questionSuite } from '../src/index.js';

const create: CreateStack = async ({ events, config, now }) => {
  const settings = settingsOf(config, 'conformance');
  return { ports: inMemoryPorts({ events, settings, clock: () => now }), settings, close: async () => {} };
};

conformanceSuites('in-memory stack', create);
questionSuite(create);
