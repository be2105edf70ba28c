import { trainingBytes } from '@propensity/core/jobs';
import { describe, expect, it } from 'vitest';
import { memoryCheck } from '../../src/inspection/memory-check.js';

const MIB = 2 ** 20;

describe('trainingBytes', () => {
  // Highest resident memory of real trainings of core, MiB: the estimate is not below it by more than a tenth.
  it.each([
    [100_000, 21, 250],
    [200_000, 21, 320],
    [400_000, 21, 515],
    [100_000, 86, 338],
    [200_000, 86, 533],
    [400_000, 86, 1068],
    [100_000, 160, 495],
  ])('of %i rows of %i features is about the %i MiB measured', (rows, features, measured) => {
    const estimated = trainingBytes(rows, features) / MIB;
    expect(estimated).toBeGreaterThan(0.9 * measured);
    expect(estimated).toBeLessThan(measured + 350);
  });

  it('grows by 2.5 KB a row with the 86 features there are by default', () => {
    expect(trainingBytes(1_000_001, 86) - trainingBytes(1_000_000, 86)).toBe(2536);
  });
});

describe('memoryCheck', () => {
  it('is content where training fits', () => {
    expect(memoryCheck({ rows: 1_000_000, features: 86, memory: '4Gi', where: 'memory' })).toEqual({
      name: 'memory',
      status: 'ok',
      message: 'Training on 1,000,000 rows of 86 features takes about 2.7 GiB; the deployed function has 4Gi.',
      hint: '',
    });
  });

  it('names the memory that is enough where the function would be killed', () => {
    expect(memoryCheck({ rows: 2_000_000, features: 86, memory: '4Gi', where: 'memory' })).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('5.0 GiB; the deployed function has 4Gi and would be killed.'),
      hint: 'Set gcp.functions.modelTraining.memory to "8Gi" and deploy again, or lower training.sampleShare to 0.61 of what it is.',
    });
  });

  it('warns where it only just fits', () => {
    expect(memoryCheck({ rows: 1_450_000, features: 86, memory: '4Gi', where: 'memory' })).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('which is little more'),
    });
  });

  it('asks for no memory where the rows stay in BigQuery', () => {
    expect(memoryCheck({ rows: 20_000_000, features: 86, memory: '512Mi', where: 'warehouse' })).toEqual({
      name: 'memory',
      status: 'ok',
      message: 'Training reads no rows: BigQuery adds them up.',
      hint: '',
    });
  });

  it('says that no function is large enough', () => {
    const { status, hint } = memoryCheck({ rows: 20_000_000, features: 86, memory: '32Gi', where: 'memory' });
    expect([status, hint]).toEqual([
      'warn',
      'No function is large enough: lower training.sampleShare to 0.53 of what it is.',
    ]);
  });
});
