import { afterAll, afterEach } from 'vitest';
import { allowOnlyThisProcess, takeForbiddenStarts } from './only-this-process.js';

// A setup file of vitest: whatever a test does with the error it got, starting anything outside its process fails it.
allowOnlyThisProcess();
const refuseStarts = () => {
  const starts = takeForbiddenStarts();
  if (starts.length > 0) throw new Error(`A unit test called ${starts.join(', ')}: name its file *.system.test.ts.`);
};
afterEach(refuseStarts);
// What `beforeAll` started.
afterAll(refuseStarts);
