import type { Ga4UserId } from '@propensity/core/config';
import type { Condition, ConditionSubject } from '@propensity/core/question';

/** Where the id of a person is, beside that of the device. */
export interface Ga4Person {
  readonly subject: ConditionSubject;
  /** True where devices of which no person is known count as users by themselves. */
  readonly fallback: boolean;
}

/** What a configuration says of how a GA4 export is read. */
export interface Ga4Rules {
  /** The currency that is added up, ISO 4217; null for US dollars, into which Analytics converts. */
  readonly currency: string | null;
  /** Null where users are devices. */
  readonly person: Ga4Person | null;
  /** Only rows that meet all of these are read. */
  readonly where: readonly Condition[];
}

/** All rows, of devices, in US dollars. */
export const GA4_DEFAULTS: Ga4Rules = { currency: null, person: null, where: [] };

/** The id of a device or browser. */
export const DEVICE_ID = 'user_pseudo_id';

/** The person that a configuration's `source.userId` names; null for the device. */
export function ga4Person(userId: Ga4UserId | undefined): Ga4Person | null {
  if (userId === undefined || userId === DEVICE_ID) return null;
  if (userId === 'user_id') return { subject: { kind: 'field', name: userId }, fallback: false };
  const { field, param, userProperty, fallback } = userId;
  const kind = field !== undefined ? 'field' : param !== undefined ? 'param' : 'userProperty';
  const name = field ?? param ?? userProperty!;
  if (kind === 'field' && name === DEVICE_ID) return null;
  return { subject: { kind, name }, fallback: fallback !== undefined };
}

/** The columns of the export, with dots, that these rules read beside those of every event. */
export function fieldsRead({ person, where }: Ga4Rules): string[] {
  const subjects = [...(person === null ? [] : [person.subject]), ...where.flatMap(subjectsOf)];
  return [...new Set(subjects.flatMap(fieldOf))];
}

function subjectsOf({ field, userProperty, item }: Condition): ConditionSubject[] {
  if (field !== undefined) return [{ kind: 'field', name: field }];
  if (userProperty !== undefined) return [{ kind: 'userProperty', name: userProperty }];
  return item === undefined ? [] : [{ kind: 'item', name: item }];
}

function fieldOf({ kind, name }: ConditionSubject): string[] {
  switch (kind) {
    case 'field':
      return [name.toLowerCase()];
    case 'userProperty':
      return ['user_properties.key'];
    case 'item':
      return [`items.${name.toLowerCase()}`];
    case 'param':
      return [];
  }
}
