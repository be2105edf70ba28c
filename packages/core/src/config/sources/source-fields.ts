import { z } from 'zod';
import { day, timeZone } from '../calendar-fields.js';

/** What every kind of source may say. */
export const sourceFields = {
  timeZone: timeZone.default('UTC'),
  allowMissingDays: z.array(day).default([]).describe('Days you know to be missing; recorded with every model.'),
};
