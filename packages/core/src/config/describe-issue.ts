import type { z } from 'zod';
import { closestName } from './closest-name.js';

/** The parts of a JSON Schema that name the keys of an object. */
export interface JsonSchemaNode {
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>;
  readonly items?: JsonSchemaNode;
  readonly anyOf?: readonly JsonSchemaNode[];
  /** Objects that are distinguished by the value of one key. */
  readonly oneOf?: readonly JsonSchemaNode[];
  readonly const?: unknown;
  readonly default?: unknown;
}

/** One line per fault of an issue: its path, what was found in `input`, and what `schema` allows. */
export function describeIssue(issue: z.core.$ZodIssue, input: unknown, schema: JsonSchemaNode): string[] {
  const path = issue.path.map(String).join('.');
  const found = `${path === '' ? 'the configuration' : `"${path}"`} is ${show(valueAt(input, issue.path))}`;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = allowedKeys(issue.path, input, schema);
      return issue.keys.map((key) => {
        const near = closestName(key, allowed);
        const suggestion = near === null ? `allowed are: ${allowed.join(', ')}` : `did you mean "${near}"?`;
        return `"${[path, key].filter(Boolean).join('.')}" is not a known key; ${suggestion}`;
      });
    }
    case 'invalid_union': {
      // No member of a discriminated union has this value; `options` are the known ones, undefined for a default.
      if ('options' in issue && Array.isArray(issue.options)) {
        const known = issue.options.filter((option) => option !== undefined);
        return [`${found}; expected ${known.map((option) => JSON.stringify(option)).join(', ')}`];
      }
      const alternatives = issue.errors.map((issues) =>
        issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
      );
      if (alternatives.every((issues) => issues.length === 1 && issues[0]!.path.length === issue.path.length)) {
        return [`${found}; expected ${alternatives.map(([only]) => expectedBy(only!)).join(' or ')}`];
      }
      // The alternative with the fewest faults is probably the one that was meant.
      const nearest = alternatives.reduce((best, issues) => (issues.length < best.length ? issues : best));
      return nearest.flatMap((inner) => describeIssue(inner, input, schema));
    }
    default:
      return [`${found}; expected ${expectedBy(issue)}`];
  }
}

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int'
        ? 'a whole number'
        : `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(', ');
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return issue.message;
  }
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' character(s)' : origin === 'array' ? ' element(s)' : '';
}

function show(value: unknown): string {
  // JSON would write NaN and Infinity as null.
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'missing');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return value;
}

/**
 * The keys that the schema allows at a path; for a choice of objects, the keys of all, or of the one that `input`
 * names.
 */
function allowedKeys(path: readonly PropertyKey[], input: unknown, schema: JsonSchemaNode): string[] {
  let node: JsonSchemaNode | undefined = schema;
  let value = input;
  for (const key of path) {
    node = typeof key === 'number' ? node?.items : memberOf(node, value)?.properties?.[String(key)];
    value = valueAt(value, [key]);
  }
  const objects = node?.anyOf ?? [memberOf(node, value)];
  const keys = new Set(objects.flatMap((object) => Object.keys(object?.properties ?? {})));
  return [...keys].filter((key) => key !== '$schema');
}

/** Among objects that are distinguished by one key, the one that `value` names. */
function memberOf(node: JsonSchemaNode | undefined, value: unknown): JsonSchemaNode | undefined {
  return (
    node?.oneOf?.find(({ properties = {} }) =>
      Object.entries(properties).some(
        ([key, property]) =>
          property.const !== undefined && (valueAt(value, [key]) ?? property.default) === property.const,
      ),
    ) ?? node
  );
}
