/** A column of flat events that tells who an event is of: the id of its device, or whether it names a person itself (1, else 0). */
export type IdentityColumn =
  | { readonly name: string; readonly type: 'string'; readonly identity: 'device' }
  | { readonly name: string; readonly type: 'integer'; readonly identity: 'person' };

/** How events of devices become events of people. */
export interface People {
  /** True where devices of which no person is known count as users by themselves; they are left out otherwise. */
  readonly fallback: boolean;
}

/** The column of the device's id, NULL where there is none. */
export const DEVICE_COLUMN: IdentityColumn = { name: 'device_id', type: 'string', identity: 'device' };
/** The column that is 1 where `user_id` is a person's and 0 where it is the device's. */
export const PERSON_COLUMN: IdentityColumn = { name: 'is_person', type: 'integer', identity: 'person' };

/** The columns that `personsSql` needs of events. */
export const PEOPLE_COLUMNS: readonly IdentityColumn[] = [DEVICE_COLUMN, PERSON_COLUMN];
