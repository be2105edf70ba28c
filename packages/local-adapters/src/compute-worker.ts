import { parentPort } from 'node:worker_threads';
import { compute } from '@propensity/core';

parentPort?.on('message', compute);
