import { PropensityError } from '@propensity/core';
import { closestName } from '@propensity/core/config';
import { parseDay } from '@propensity/core/windows';
import type { HttpRequest } from './exchange.js';
import { addressOf, queryValues } from './read-address.js';

const LONGEST_VALUE = 256;

/**
 * The one `user_id` of the query.
 * @throws PropensityError `bad_user_id` when it is missing, repeated, blank, over 256 characters, not UTF-8 or holds a NUL.
 */
export function userIdOf(request: HttpRequest): string {
  const value = queryValueOf(request, 'user_id', badUserId);
  if (value === undefined) throw badUserId('The query has no user_id.');
  return value;
}

/**
 * The `target` of the query; undefined where it has none.
 * @throws PropensityError `bad_target` when it is repeated, blank, over 256 characters, not UTF-8 or holds a NUL.
 */
export function targetOf(request: HttpRequest): string | undefined {
  return queryValueOf(request, 'target', badTarget);
}

function queryValueOf(
  request: HttpRequest,
  name: string,
  bad: (message: string) => PropensityError,
): string | undefined {
  const [value, ...others] = queryValuesOf(request, name, bad);
  if (value === undefined) return undefined;
  if (others.length > 0) throw bad(`The query has more than one ${name}.`);
  if (value.trim() === '') throw bad(`${name} is empty.`);
  if (value.length > LONGEST_VALUE) throw bad(`${name} is longer than ${LONGEST_VALUE} characters.`);
  if (value.includes('\0')) throw bad(`${name} holds a NUL character.`);
  return value;
}

function queryValuesOf(request: HttpRequest, name: string, bad: (message: string) => PropensityError): string[] {
  try {
    return queryValues(addressOf(request).query, name);
  } catch (error) {
    if (error instanceof URIError) throw bad('The query is not percent-encoded UTF-8.');
    throw error;
  }
}

/** What a job's request may say. */
export interface JobFields {
  readonly snapshot?: string;
  readonly trigger_date?: string;
  readonly week?: string;
  readonly accept_drift?: boolean;
}

/**
 * The fields of a job's request; an empty body is an empty object.
 * @throws PropensityError `bad_body`, `unknown_field` or `bad_date`, all of kind `usage`.
 */
export function fieldsOf(request: HttpRequest, allowed: readonly (keyof JobFields)[]): JobFields {
  const body = bodyOf(request);
  const fields: { -readonly [Name in keyof JobFields]: JobFields[Name] } = {};
  for (const [key, value] of Object.entries(body)) {
    const field = allowed.find((name) => name === key);
    if (field === undefined) throw unknownField(key, allowed);
    if (field === 'accept_drift') {
      if (typeof value !== 'boolean') throw badBody(`"${key}" is ${JSON.stringify(value)}, neither true nor false.`);
      fields.accept_drift = value;
      continue;
    }
    if (typeof value !== 'string') {
      throw new PropensityError('bad_date', `"${key}" is ${JSON.stringify(value)}.`, {
        kind: 'usage',
        hint: 'Write dates as "YYYY-MM-DD".',
      });
    }
    fields[field] = parseDay(value);
  }
  return fields;
}

/** The body as JSON whatever its Content-Type says: Cloud Scheduler and curl send others than JSON's. */
function bodyOf(request: HttpRequest): Record<string, unknown> {
  let body: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(request.rawBody).trim();
    if (text === '') return {};
    body = JSON.parse(text);
  } catch {
    throw badBody('The body is not valid JSON in UTF-8.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badBody('The body is not a JSON object.');
  return body as Record<string, unknown>;
}

function badUserId(message: string): PropensityError {
  return new PropensityError('bad_user_id', message, { kind: 'usage', hint: 'Ask for /getProba?user_id=U, once.' });
}

function badTarget(message: string): PropensityError {
  return new PropensityError('bad_target', message, {
    kind: 'usage',
    hint: 'Ask for /getProba?user_id=U&target=T with a target as "propensity models" names it, or leave it out.',
  });
}

/** The error for a body that cannot be read. */
export function badBody(message: string): PropensityError {
  return new PropensityError('bad_body', message, {
    kind: 'usage',
    hint: 'Send a JSON object such as {"snapshot":"2026-01-31"}, or no body at all.',
  });
}

function unknownField(key: string, allowed: readonly string[]): PropensityError {
  const near = closestName(key, allowed);
  return new PropensityError('unknown_field', `"${key}" is not a field of this request.`, {
    kind: 'usage',
    hint: near === null ? `Allowed: ${allowed.join(', ')}.` : `Did you mean "${near}"?`,
  });
}
