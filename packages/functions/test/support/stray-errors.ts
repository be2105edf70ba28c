import { http } from '@google-cloud/functions-framework';
import { endpoint } from '../../src/http/handler.js';
import { logToStderr as log } from '../../src/logging/log.js';
import { takeOverFramework } from '../../src/shutdown/take-over-framework.js';

/** A function whose errors no promise of its own catches: thrown later while a request waits, or after it was answered. */
const strayErrors = endpoint({
  name: 'strayErrors',
  log,
  methods: ['GET'],
  work: async (request, response) => {
    if (request.url === '/thrown') {
      setTimeout(() => {
        throw new Error('a secret of the server');
      });
      await new Promise(() => {});
    }
    response.end('{}');
  },
});
http('strayErrors', strayErrors);

// Nothing that belongs to a request: a timer of some library.
if (process.env.CRASH_AFTER_MS !== undefined) {
  setTimeout(() => Promise.reject(new Error('a connection of some library broke')), Number(process.env.CRASH_AFTER_MS));
}

takeOverFramework({ handler: strayErrors, log, close: async () => log('INFO', 'Closed') });
