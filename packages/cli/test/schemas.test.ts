import { METRICS } from '@propensity/core/metrics';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerCommands } from '../src/commands/register-commands.js';
import stored from './render/fixtures/results.json' with { type: 'json' };
import { assertConforms } from './support/conforms.js';
import { storedSchemas } from './support/stored-schemas.js';

const schemas = storedSchemas();

describe('schemas of results', () => {
  it('are there for every command', () => {
    const program = new Command('propensity');
    const nowhere = { out: process.stdout, err: process.stderr, cwd: '/', env: {}, clock: () => 0 };
    registerCommands(program, nowhere, () => {});
    const commands = program.commands.map((command) => command.name());
    expect(commands.length).toBeGreaterThan(12);
    expect(commands.filter((name) => !schemas.has(name))).toEqual([]);
  });

  it('refuse what is missing, of another type, or not named', () => {
    // Of a metric that is newer than the stored result nothing is known.
    const unknown = Object.fromEntries(METRICS.map(({ name }) => [name, null]));
    const metrics: Readonly<Record<string, unknown>> = { ...unknown, ...stored.train.metrics };
    const train: Readonly<Record<string, unknown>> = {
      ...stored.train,
      metrics,
    };
    const { run_id: _, ...without } = train;
    for (const [value, fault] of [
      [without, "must have required property 'run_id'"],
      [{ ...train, snapshot: 20_250_220 }, '/snapshot must be string'],
      [{ ...train, status: 'best' }, '/status must be equal to one of the allowed values'],
      [{ ...train, metrics: { ...metrics, roc_auc: '0.8' } }, '/metrics/roc_auc must be number'],
      [{ ...train, extra: 1 }, 'must NOT have additional properties {"additionalProperty":"extra"}'],
    ] as const) {
      expect(() => assertConforms(['train'], value)).toThrow(fault);
    }
    expect(() => assertConforms(['train'], train)).not.toThrow();
  });

  it('describe what a reader cannot guess', () => {
    expect(schemas.get('evaluate')).toMatchObject({
      properties: { pending: { description: 'Weeks whose label window is not over yet.' } },
    });
  });
});
