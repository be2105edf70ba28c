import { z } from 'zod';

/** As found in exports: Analytics asks for letters, digits and underscores, but not every sender complies. */
const EVENT_NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .:/-]*$/u;

/** The name of an event, of any script. */
export const eventName = z.string().regex(EVENT_NAME, 'an event name: letters, digits, spaces and any of _ - . : /');
