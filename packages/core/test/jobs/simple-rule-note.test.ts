import { expect, it } from 'vitest';
import { simpleRuleNote } from '../../src/jobs/notes.js';

it('says whether the model is shown to rank better than counting events', () => {
  expect(simpleRuleNote(0.958, 0.941, [0.879, 0.987])).toContain('that the model ranks better is not shown');
  expect(simpleRuleNote(0.958, 0.878, [0.879, 0.987])).toBeNull();
  expect(simpleRuleNote(0.9, 0.9, [0.8, 1])).toContain('not worth running');
  expect(simpleRuleNote(0.958, 0.941)).toBeNull();
  expect(simpleRuleNote(null, 0.9, [0, 1])).toBeNull();
});
