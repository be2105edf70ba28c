import { z } from 'zod';
import { ga4Source } from './ga4-source.js';
import type { SourceMember } from './source-member.js';
import { tableSource } from './table-source.js';
import { uaSource } from './ua-source.js';

/** The kinds of source, by their `source.type`. */
const members = { ga4: ga4Source, ua: uaSource, table: tableSource };

/** The allowed values of `source.type`. */
export const SOURCE_TYPES: readonly string[] = Object.keys(members);

/** The value of `source`: one of the members, distinguished by `type`. */
export const sourceSchema = z.discriminatedUnion('type', [members.ga4.schema, members.ua.schema, members.table.schema]);

/** A checked source with its defaults filled in. */
export type SourceConfig = z.output<typeof sourceSchema>;

/** The kind of source that an input names, GA4 where it names none; undefined when there is no such kind. */
export function sourceMember(type: unknown = 'ga4'): SourceMember | undefined {
  return Object.hasOwn(members, String(type))
    ? (members as Readonly<Record<string, SourceMember>>)[String(type)]
    : undefined;
}

/** The kind of source that a path, a glob or a data set is named as: GA4's where the name says nothing. */
export function sourceTypeOf(place: string): SourceConfig['type'] {
  const found = Object.entries<SourceMember>(members).find(([, { isNamedSo }]) => isNamedSo?.(place) === true);
  return (found?.[0] ?? 'ga4') as SourceConfig['type'];
}

/**
 * The source without the keys that only say where its data are: equal for configurations that give the same results.
 */
export function sourceIdentity(source: SourceConfig): Readonly<Record<string, unknown>> {
  return withoutKeys(source, sourceMember(source.type)?.location ?? []);
}

/** @param keys of the object itself, and, with a dot, of an object in it */
function withoutKeys(value: object, keys: readonly string[]): Readonly<Record<string, unknown>> {
  const kept = Object.entries(value).filter(([key]) => !keys.includes(key));
  return Object.fromEntries(
    kept.map(([key, inner]) => {
      const own = keys.flatMap((each) => (each.startsWith(`${key}.`) ? [each.slice(key.length + 1)] : []));
      return [key, own.length === 0 || typeof inner !== 'object' || inner === null ? inner : withoutKeys(inner, own)];
    }),
  );
}
