import { parentPort } from 'node:worker_threads';
import { compute } from '@propensity/core/compute';

parentPort?.on('message', compute);
