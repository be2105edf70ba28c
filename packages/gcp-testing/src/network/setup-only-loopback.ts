import { afterEach } from 'vitest';
import { allowOnlyLoopback, takeForbiddenHosts } from './only-loopback.js';

// A setup file of vitest: whatever a test does with the error it got, reaching for another host fails it.
allowOnlyLoopback();
afterEach(() => {
  const hosts = takeForbiddenHosts();
  if (hosts.length > 0) throw new Error(`This test reached for ${hosts.join(', ')}.`);
});
