import type { FeatureProfile, InputProfile, RecentEvents, SnapshotProfile } from './input-profile.js';

/** Volume falls by a half over holidays and after campaigns; to less than this share of it, something has broken. */
const VOLUME = 0.3;
/** What is left of a rate or a share, as a share of what it was. Shops change pages and campaigns, and seldom lose four fifths of anything. */
const LEFT = 0.2;
/** The same of what nearly all have: of an attribute that had been known of everyone, half is far less than chance takes. */
const LEFT_OF_MOST = 0.5;
/** Between these shares the limit moves from the first to the second. */
const [COMMON, MOST] = [0.5, 0.8];
/** Users with a level that the model does not know, as a share beyond that in training. */
const UNSEEN = 0.3;
/** Fewer are expected by chance to be none at times: with 100 expected, 20 or fewer come once in 10^22. */
const EXPECTED = 100;
/** Events of a name are looked at from this share of all on: less cannot move many scores. */
const SHARE = 0.005;

/** An input that has gone since training. */
export interface CollapsedInput {
  /** What: the users, the events, events of a name, an attribute of events, or a feature. */
  readonly kind: 'users' | 'events' | 'name' | 'attribute' | 'missing' | 'zero' | 'unseen';
  /** The name of the event, attribute or feature; empty of users and events. */
  readonly name: string;
  /** At training and now: users; events per user; events of the name per user; else shares. */
  readonly before: number;
  readonly now: number;
}

/**
 * The inputs of `now` that have collapsed against those that a model was trained on: far beyond what seasons, campaigns and chance do, so
 * that scores would be of something else. What grew, and what merely drifted, is none.
 */
export function collapsedInputs(training: InputProfile, now: InputProfile): CollapsedInput[] {
  return [
    ...volume(training, now),
    ...collapsedEvents(training.recent, now.recent),
    ...training.features.flatMap((before) => {
      const after = now.features.find(({ name }) => name === before.name);
      return after === undefined ? [] : feature(before, training.profiled, after, now.profiled);
    }),
  ];
}

function volume(training: SnapshotProfile, now: SnapshotProfile): CollapsedInput[] {
  const isGone = training.users >= EXPECTED && now.users < VOLUME * training.users;
  return isGone ? [{ kind: 'users', name: '', before: training.users, now: now.users }] : [];
}

/** The same of events alone, of as many days: it needs no features. */
export function collapsedEvents(training: RecentEvents, now: RecentEvents): CollapsedInput[] {
  const found: CollapsedInput[] = [];
  const perUser = ({ users }: RecentEvents, events: number) => (users === 0 ? 0 : events / users);
  const before = perUser(training, training.events);
  const after = perUser(now, now.events);
  // Without events there is nobody to have any.
  if (training.events >= EXPECTED && after < VOLUME * before)
    found.push({ kind: 'events', name: '', before, now: after });
  for (const [name, events] of Object.entries(training.names)) {
    const rate = perUser(training, events);
    const left = perUser(now, countOf(now.names, name));
    const isCommon = events >= SHARE * training.events && events >= EXPECTED && rate * now.users >= EXPECTED;
    if (isCommon && left < LEFT * rate) found.push({ kind: 'name', name, before: rate, now: left });
  }
  for (const [name, events] of Object.entries(training.known)) {
    if (training.events < EXPECTED || now.events < EXPECTED) continue;
    const share = events / training.events;
    const left = countOf(now.known, name) / now.events;
    if (share * now.events >= EXPECTED && isLost(share, left))
      found.push({ kind: 'attribute', name, before: share, now: left });
  }
  return found;
}

/** 0 of a name that is not there, also where every object has a property of that name. */
function countOf(counts: Readonly<Record<string, number>>, name: string): number {
  return Object.hasOwn(counts, name) ? counts[name]! : 0;
}

function feature(
  before: FeatureProfile,
  usersBefore: number,
  after: FeatureProfile,
  usersAfter: number,
): CollapsedInput[] {
  if (usersBefore < EXPECTED || usersAfter < EXPECTED) return [];
  const { name } = before;
  const share = (n: number, of: number) => n / of;
  const known = 1 - share(before.missing, usersBefore);
  const stillKnown = 1 - share(after.missing, usersAfter);
  if (known * usersAfter >= EXPECTED && isLost(known, stillKnown)) {
    return [{ kind: 'missing', name, before: 1 - known, now: 1 - stillKnown }];
  }
  const filled = share(usersBefore - before.missing - before.zero, usersBefore);
  const stillFilled = share(usersAfter - after.missing - after.zero, usersAfter);
  if (filled * usersAfter >= EXPECTED && isLost(filled, stillFilled)) {
    return [{ kind: 'zero', name, before: share(before.zero, usersBefore), now: share(after.zero, usersAfter) }];
  }
  const unseen = share(after.unseen, usersAfter) - share(before.unseen, usersBefore);
  if (unseen < UNSEEN) return [];
  return [{ kind: 'unseen', name, before: share(before.unseen, usersBefore), now: share(after.unseen, usersAfter) }];
}

/** Whether so little of a share is left that it has collapsed. */
function isLost(before: number, now: number): boolean {
  const ofMost = Math.min(1, Math.max(0, (before - COMMON) / (MOST - COMMON)));
  return now < (LEFT + (LEFT_OF_MOST - LEFT) * ofMost) * before;
}
