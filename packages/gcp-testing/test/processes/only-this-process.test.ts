import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { takeForbiddenStarts } from '../../src/processes/only-this-process.js';

afterEach(() => {
  takeForbiddenStarts();
});

describe('unit tests start nothing outside their process', () => {
  it.each<[string, () => unknown]>([
    ['spawn', () => spawn('true')],
    ['execFile', () => promisify(execFile)('true')],
    ['listen', () => createServer().listen(0)],
    ['Worker', () => new Worker('')],
  ])('%s throws and is remembered', async (name, start) => {
    await expect(async () => start()).rejects.toThrow(`this one called ${name}()`);
    expect(takeForbiddenStarts()).toEqual([name]);
  });
});
