import { z } from 'zod';
import { ga4Source } from './ga4-source.js';
import type { SourceMember } from './source-member.js';

/** The kinds of source, by the name that stands in `source.type`. */
const members = { ga4: ga4Source };

/** What `source.type` may be. */
export const SOURCE_TYPES: readonly string[] = Object.keys(members);

/** What stands under `source`: one of the members, told apart by `type`. */
export const sourceSchema = z.discriminatedUnion('type', [members.ga4.schema]);

/** A checked source with its defaults filled in. */
export type SourceConfig = z.output<typeof sourceSchema>;

/** The kind of source that an input names, GA4 where it names none; undefined when there is no such kind. */
export function sourceMember(type: unknown = 'ga4'): SourceMember | undefined {
  return Object.hasOwn(members, String(type))
    ? (members as Readonly<Record<string, SourceMember>>)[String(type)]
    : undefined;
}

/** The source without what only says where its data are: equal for two configurations of one result. */
export function sourceIdentity(source: SourceConfig): Readonly<Record<string, unknown>> {
  const location = sourceMember(source.type)?.location ?? [];
  return Object.fromEntries(Object.entries(source).filter(([key]) => !location.includes(key)));
}
