import { describe, expect, it } from 'vitest';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { verify } from '../../src/jobs/verify.js';
import type { Ports } from '../../src/ports/ports.js';
import type { StoredState } from '../../src/ports/stored-state.js';
import { testStack } from '../support/synthetic-shop.js';

const NOTHING: StoredState = {
  tableFaults: async () => [],
  history: async () => [],
  current: async () => [],
  usersNotCurrent: async () => [],
  exports: async () => [],
  given: async () => [],
  snapshotFaults: async () => [],
};

async function scored(): Promise<{ ports: Ports; settings: ReturnType<typeof testStack>['settings'] }> {
  const { ports, settings } = testStack({ training: { snapshots: 2, C: 1 } });
  await modelTraining(ports, settings, { snapshot: '2026-02-01' });
  await predictions(ports, settings, { snapshot: '2026-02-10' });
  return { ports, settings };
}

describe('verify', () => {
  it('says what it has looked at, and what is off in every area', async () => {
    const { ports, settings } = await scored();
    const result = await verify({ ...ports, stored: NOTHING }, settings);
    expect(result).toMatchObject({ job: 'verify', ok: false });
    // The runs are there, their rows are not.
    expect(result.faults.map(({ area, message }) => [area, message.slice(0, 14)])).toEqual([
      ['history', 'It has no rows'],
    ]);
    expect(result.checked.slice(0, 3)).toEqual([
      { area: 'models', count: 1 },
      { area: 'decisions', count: 0 },
      { area: 'runs', count: 1 },
    ]);
  });

  it('goes on where a row that is off keeps a table from being read', async () => {
    const { ports, settings } = await scored();
    const fault = { area: 'evaluations', row: '2026-02-10', message: 'Its record cannot be read.' } as const;
    const broken: Ports = {
      ...ports,
      stored: { ...NOTHING, tableFaults: async () => [fault] },
      evaluations: {
        put: async () => {},
        putHoldout: async () => {},
        listHoldout: async () => [],
        list: async () => {
          throw new SyntaxError('Unexpected end of JSON input');
        },
      },
    };
    expect((await verify(broken, settings)).faults).toContainEqual(fault);
    const unexplained: Ports = { ...broken, stored: NOTHING };
    await expect(verify(unexplained, settings)).rejects.toThrow('Unexpected end of JSON input');
  });

  it('looks at copies before anything opens the tables', async () => {
    const { ports, settings } = await scored();
    const asked: string[] = [];
    const stored: StoredState = {
      ...NOTHING,
      copyFaults: async () => {
        asked.push('copies');
        return [];
      },
      tableFaults: async () => {
        asked.push('tables');
        return [];
      },
    };
    await verify({ ...ports, stored }, settings);
    expect(asked).toEqual(['copies', 'tables']);
  });

  it('refuses a stack that keeps nothing', async () => {
    const { ports, settings } = testStack();
    await expect(verify(ports, settings)).rejects.toMatchObject({ code: 'not_verifiable', kind: 'usage' });
  });
});
