import { METRICS } from '@propensity/core/metrics';
import { expect, test } from 'vitest';
import { commandNames } from '../../src/commands/command-line.js';
import { resultSchemas } from '../../src/results/result-schemas.js';

const schemas = resultSchemas();

test('every command has the schema of its result', () => {
  const commands = commandNames();
  expect([...schemas.keys()].filter((name) => !name.startsWith('--')).sort()).toEqual([...commands].sort());
});

test('a schema has the fields of the result, with what the sources say of them', () => {
  const train = schemas.get('train')![0]!;
  expect(train.properties!.status).toMatchObject({ enum: ['challenger', 'champion', 'rejected'] });
  expect(train.properties!.train).toMatchObject({
    description: 'Of `counts`: the rows that were fitted before the test.',
    type: 'object',
  });
  expect(train.required).toContain('run_id');
  expect(train.required).not.toContain('preprocessor');
});

test('metrics are those of the list', () => {
  const metrics = schemas.get('train')![0]!.properties!.metrics!;
  expect(Object.keys(metrics.properties!)).toEqual(expect.arrayContaining(METRICS.map(({ name }) => name)));
  expect(metrics.properties!.roc_auc).toEqual({ anyOf: [{ type: 'number' }, { type: 'null' }] });
});

test('a result that holds another has its fields', () => {
  const run = schemas.get('run')![0]!;
  expect(run.properties!.predict!.properties!.counts!.properties!.scored).toMatchObject({ type: 'number' });
});
