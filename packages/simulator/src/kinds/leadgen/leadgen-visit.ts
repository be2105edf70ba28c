import type { SimulatedEvent } from '../../events/simulated-event.js';
import type { Visit } from '../../events/visit.js';
import { VisitRecorder } from '../../events/visit-recorder.js';
import type { RandomStream } from '../../model/random-stream.js';
import { TRAPS } from '../../model/traps.js';
import {
  BROCHURES,
  CALCULATIONS,
  COMPARISONS,
  LANDING_PAGES,
  LEADING_PAGES,
  LEADS,
  OTHER_FORMS,
  READING_PAGES,
} from './leadgen-content.js';
import { LEADGEN_NUMBERS, type LeadgenHabit } from './leadgen-parameters.js';

const engaged = true;

/** Draws the events of one visit to the lead-gen site. */
export function simulateLeadgenVisit(random: RandomStream, visit: Visit): SimulatedEvent[] {
  const recorder = new VisitRecorder(random, visit, LEADGEN_NUMBERS.directShare);
  read(random, recorder, visit, visit.firstVisit);
  if (random.chance(LEADGEN_NUMBERS.secondSessionShare)) {
    recorder.startSession();
    read(random, recorder, visit, false);
  }
  if (visit.deep) calculate(random, recorder);
  const does = (habit: LeadgenHabit) =>
    random.chance(visit.person.habits.includes(habit) ? LEADGEN_NUMBERS.habitual : LEADGEN_NUMBERS.occasional);
  if (does('downloads')) {
    recorder.record('page_view', 'downloads', { engaged });
    recorder.record('brochure_download', 'downloads', { detail: oneOf(random, BROCHURES), engaged });
  }
  if (does('compares')) recorder.record('plan-compare', 'compare', { detail: oneOf(random, COMPARISONS), engaged });
  if (does('calls')) recorder.record('phone_call_click', 'contact', { engaged });
  if (random.chance(0.05)) recorder.record('chat_open', 'home', { engaged });
  if (visit.converts) askForOffer(random, recorder);
  else if (random.chance(0.05)) recorder.record('form_start', 'quote', { detail: oneOf(random, LEADS), engaged });
  else if (random.chance(0.03)) {
    const detail = oneOf(random, OTHER_FORMS);
    recorder.record('form_start', 'contact', { detail, engaged });
    recorder.record('form_submit', 'contact', { detail, engaged });
  }
  return recorder.events();
}

function read(random: RandomStream, recorder: VisitRecorder, { person }: Visit, first: boolean): void {
  const landing = (person.source.medium === 'cpc' ? LANDING_PAGES[1]! : oneOf(random, LANDING_PAGES)).name;
  if (first || !random.chance(TRAPS.sessionsWithoutStart)) recorder.record('session_start', landing);
  if (first) recorder.record('first_visit', landing);
  recorder.record('page_view', landing);
  const { intercept, perCuriosity } = LEADGEN_NUMBERS.pages;
  const further = random.poisson(Math.exp(intercept + perCuriosity * person.curiosity));
  const leading = 1 / (1 + Math.exp(1.5 - person.affinity));
  for (let page = 0; page < further; page++) {
    const among = random.chance(leading) ? READING_PAGES.slice(0, LEADING_PAGES) : READING_PAGES.slice(LEADING_PAGES);
    const { name } = oneOf(random, among);
    recorder.record('page_view', name, { engaged });
    if (random.chance(0.4)) recorder.record('scroll', name, { engaged });
  }
  if (random.chance(0.6)) recorder.record('user_engagement', landing, { engaged });
}

function calculate(random: RandomStream, recorder: VisitRecorder): void {
  recorder.record('page_view', 'calculator', { engaged });
  const uses = 1 + random.poisson(0.4);
  for (let use = 0; use < uses; use++) {
    recorder.record('calculator_use', 'calculator', { detail: oneOf(random, CALCULATIONS), engaged });
  }
}

function askForOffer(random: RandomStream, recorder: VisitRecorder): void {
  const detail = oneOf(random, LEADS);
  recorder.record('form_start', 'quote', { detail, engaged });
  recorder.record('form_submit', 'quote', { detail, engaged });
  recorder.record('generate_lead', 'quote', { detail, engaged });
  recorder.record('page_view', 'thank-you', { engaged });
}

function oneOf<Value>(random: RandomStream, values: readonly Value[]): Value {
  return values[random.below(values.length)]!;
}
