import { z } from 'zod';
import { day, timeZone } from '../calendar-fields.js';

/** Options of every kind of source. */
export const sourceFields = {
  timeZone: timeZone.default('UTC'),
  allowMissingDays: z.array(day).default([]).describe('Days you know to be missing; recorded with every model.'),
};
