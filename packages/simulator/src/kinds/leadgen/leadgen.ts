import { drawHabitualPerson } from '../habitual-people.js';
import type { SiteKind } from '../site-kind.js';
import {
  BROCHURES,
  CALCULATIONS,
  COMPARISONS,
  LANDING_PAGES,
  LEADS,
  OTHER_FORMS,
  READING_PAGES,
  WORKING_PAGES,
} from './leadgen-content.js';
import { LEADGEN_DYNAMICS, LEADGEN_NUMBERS, LEADGEN_PLACES, LEADGEN_SOURCES } from './leadgen-parameters.js';
import { simulateLeadgenVisit } from './leadgen-visit.js';

const EVENT_NAMES = [
  'session_start',
  'first_visit',
  'page_view',
  'scroll',
  'user_engagement',
  'calculator_use',
  'brochure_download',
  'plan-compare',
  'phone_call_click',
  'chat_open',
  'form_start',
  'form_submit',
  'generate_lead',
];

/** A site that sells services: pages, calculators, brochures, calls, and forms that ask for an offer. */
export const LEADGEN: SiteKind = {
  name: 'leadgen',
  site: 'https://beacon.example',
  target: 'generate_lead',
  dynamics: LEADGEN_DYNAMICS,
  places: LEADGEN_PLACES,
  sources: LEADGEN_SOURCES,
  eventNames: EVENT_NAMES,
  pages: [...LANDING_PAGES, ...READING_PAGES, ...WORKING_PAGES],
  details: [...LEADS, ...OTHER_FORMS, ...CALCULATIONS, ...BROCHURES, ...COMPARISONS],
  catalogue: [],
  signsIn: false,
  drawPerson: (random, index, days) => drawHabitualPerson(LEADGEN, LEADGEN_NUMBERS, random, index, days),
  simulateVisit: simulateLeadgenVisit,
};
