import { expect, it } from 'vitest';
import { checkAudience } from '../../src/jobs/audience-checks.js';
import type { AudienceEvidence } from '../../src/ports/export-evidence.js';

const LEAVE_OUT = { param: 'debug_mode', exists: true, not: true };
const AUDIENCE: AudienceEvidence = {
  all: { events: 1000, users: 100 },
  kept: { events: 800, users: 80 },
  leftOut: [{ condition: 'platform = "WEB"', events: 200, users: 30 }],
  suspects: [{ what: 'in debug mode', leaveOut: LEAVE_OUT, events: 8, users: 0 }],
  bots: { eventsPerDay: 1000, events: 0, users: 0 },
};

it('says what each condition leaves out, and nothing of what is not worth a word', () => {
  expect(checkAudience(AUDIENCE)).toEqual([
    {
      name: 'rows',
      status: 'ok',
      message:
        'Of 1,000 events of 100 users, 800 events of 80 users are read: "platform = "WEB"" leaves out 200 events of 30 users.',
      hint: '',
    },
  ]);
});

it('fails where nothing is left', () => {
  const [check] = checkAudience({ ...AUDIENCE, kept: { events: 0, users: 0 } });
  expect(check).toMatchObject({ name: 'rows', status: 'fail' });
});

it('points at visible shares of own traffic and robots, and says what leaves them out', () => {
  const [suspect] = AUDIENCE.suspects;
  const checks = checkAudience({
    ...AUDIENCE,
    leftOut: [],
    suspects: [{ ...suspect!, events: 9 }],
    bots: { eventsPerDay: 1000, events: 400, users: 1 },
  });
  expect(checks).toMatchObject([
    { name: 'own traffic', status: 'warn', message: '1.1 % of the events are in debug mode: 9 events of 0 users.' },
    { name: 'robots', status: 'warn' },
  ]);
  expect(checks[0]!.hint).toContain(JSON.stringify(LEAVE_OUT));
});

it('makes nothing of a mark that most events have', () => {
  const [suspect] = AUDIENCE.suspects;
  const [check] = checkAudience({ ...AUDIENCE, leftOut: [], suspects: [{ ...suspect!, events: 401, users: 40 }] });
  expect(check).toMatchObject({ name: 'own traffic', status: 'ok', hint: '' });
  expect(check!.message).toContain('the tag marks everybody');
});

it('counts persons and devices, and fails where no event names a person', () => {
  const people = { devices: 70, persons: 40, events: 200 };
  expect(checkAudience({ ...AUDIENCE, leftOut: [], people })).toMatchObject([
    { name: 'people', status: 'ok', message: '40 persons on 70 devices; 25.0 % of the events name one.' },
  ]);
  const nobody = { devices: 70, persons: 0, events: 0 };
  expect(checkAudience({ ...AUDIENCE, leftOut: [], people: nobody })).toMatchObject([
    { name: 'people', status: 'fail' },
  ]);
});

it('says nothing of an export without events, or of a source that cannot say', () => {
  expect(checkAudience(null)).toEqual([]);
  expect(checkAudience({ ...AUDIENCE, all: { events: 0, users: 0 } })).toEqual([]);
});
