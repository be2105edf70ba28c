import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { parseDay } from '../windows/calendar-day.js';

/** A day as a configuration writes it. */
export const day = z
  .string()
  .refine((text) => {
    try {
      return parseDay(text) === text;
    } catch {
      return false;
    }
  }, 'a date written YYYY-MM-DD')
  .describe('A calendar day of the property, YYYY-MM-DD.');

/** A time zone as a configuration writes it. */
export const timeZone = z
  .string()
  .refine((name) => {
    try {
      // What computes the days has to know it, and the engine that names it: they disagree about PST and its like.
      Temporal.PlainDate.from('2025-01-01').toZonedDateTime(name);
      return Intl.DateTimeFormat('en', { timeZone: name }) !== null;
    } catch {
      return false;
    }
  }, 'an IANA time zone such as "Europe/Paris" or "UTC"')
  .describe('IANA name of the time zone that the Analytics property reports in.');
