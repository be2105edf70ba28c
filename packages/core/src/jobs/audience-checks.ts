import type { AudienceCount, AudienceEvidence } from '../ports/export-evidence.js';
import type { DoctorCheck } from '../results/doctor-report.js';

/** A share of events or users that is worth a word. */
const VISIBLE = 0.01;
/** Above this share it is the property itself that is marked so. */
const MOST = 0.5;

/** Whose events are read: what conditions leave out, devices and persons, and traffic that is hardly of customers. */
export function checkAudience(audience: AudienceEvidence | null): DoctorCheck[] {
  if (audience === null || audience.all.events === 0) return [];
  return [...checkLeftOut(audience), ...checkPeople(audience), ...checkSuspects(audience)];
}

function checkLeftOut({ all, kept, leftOut }: AudienceEvidence): DoctorCheck[] {
  if (leftOut.length === 0) return [];
  const name = 'rows';
  const each = leftOut.map((count) => `"${count.condition}" leaves out ${described(count)}`).join('; ');
  const message = `Of ${described(all)}, ${described(kept)} are read: ${each}.`;
  if (kept.events > 0) return [{ name, status: 'ok', message, hint: '' }];
  const hint = 'Check the names and values in "source.where" and "source.consent".';
  return [{ name, status: 'fail', message, hint }];
}

function checkPeople({ kept, people }: AudienceEvidence): DoctorCheck[] {
  if (people === undefined) return [];
  const name = 'people';
  const { devices, persons, events } = people;
  const message = `${count(persons)} persons on ${count(devices)} devices; ${share(events, kept.events)} of the events name one.`;
  if (persons > 0) return [{ name, status: 'ok', message, hint: '' }];
  return [
    {
      name,
      status: 'fail',
      message: `No event names a person, so nobody can be told apart by "source.userId".`,
      hint: 'Check the name in "source.userId", or leave it out to score devices.',
    },
  ];
}

function checkSuspects({ kept, suspects, bots }: AudienceEvidence): DoctorCheck[] {
  const seen = suspects.filter((suspect) => isVisible(suspect, kept));
  const checks = seen.map(({ what, leaveOut, ...found }): DoctorCheck => {
    const name = 'own traffic';
    const message = `${share(found.events, kept.events)} of the events are ${what}: ${described(found)}.`;
    if (found.events > MOST * kept.events) {
      return { name, status: 'ok', message: `${message} That is most of them: the tag marks everybody.`, hint: '' };
    }
    const hint = `Add ${JSON.stringify(leaveOut)} to "source.where" to leave them out.`;
    return { name, status: 'warn', message, hint };
  });
  if (!isVisible(bots, kept)) return checks;
  return [
    ...checks,
    {
      name: 'robots',
      status: 'warn',
      message: `${share(bots.events, kept.events)} of the events are of ${count(bots.users)} users with more than ${count(bots.eventsPerDay)} of them on one day.`,
      hint: 'Nobody clicks so often: look for robots, and leave them out by a condition in "source.where".',
    },
  ];
}

function isVisible(found: AudienceCount, all: AudienceCount): boolean {
  return found.events > VISIBLE * all.events || found.users > VISIBLE * all.users;
}

function described({ events, users }: AudienceCount): string {
  return `${count(events)} events of ${count(users)} users`;
}

function share(part: number, all: number): string {
  return `${((100 * part) / Math.max(1, all)).toFixed(1)} %`;
}

function count(n: number): string {
  return n.toLocaleString('en');
}
