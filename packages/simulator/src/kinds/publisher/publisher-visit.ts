import type { SimulatedEvent } from '../../events/simulated-event.js';
import type { Visit } from '../../events/visit.js';
import { VisitRecorder } from '../../events/visit-recorder.js';
import type { RandomStream } from '../../model/random-stream.js';
import { TRAPS } from '../../model/traps.js';
import {
  ARTICLES,
  type Article,
  FRONT_PAGE,
  MEMBERSHIPS,
  NEWSLETTERS,
  SIGN_UP_PAGE,
  WELCOME_PAGE,
} from './publisher-content.js';
import { PUBLISHER_NUMBERS, type PublisherHabit } from './publisher-parameters.js';

const engaged = true;
const LANDING_ARTICLES = ARTICLES.filter(({ page }) => page.landing);

/** Draws the events of one visit to the publisher's site. */
export function simulatePublisherVisit(random: RandomStream, visit: Visit): SimulatedEvent[] {
  const recorder = new VisitRecorder(random, visit, PUBLISHER_NUMBERS.directShare);
  read(random, recorder, visit, visit.firstVisit);
  if (random.chance(PUBLISHER_NUMBERS.secondSessionShare)) {
    recorder.startSession();
    read(random, recorder, visit, false);
  }
  const does = (habit: PublisherHabit) =>
    random.chance(visit.person.habits.includes(habit) ? PUBLISHER_NUMBERS.habitual : PUBLISHER_NUMBERS.occasional);
  if (does('saves')) onArticle(recorder, oneOf(random, ARTICLES), ['記事を保存']);
  if (does('watches')) {
    onArticle(recorder, oneOf(random, ARTICLES), random.chance(0.6) ? ['動画 再生', 'video-complete'] : ['動画 再生']);
  }
  if (does('comments')) onArticle(recorder, oneOf(random, ARTICLES), ['コメント投稿']);
  if (random.chance(0.04)) onArticle(recorder, oneOf(random, ARTICLES), ['share']);
  if (random.chance(0.02)) {
    recorder.record('newsletter signup', FRONT_PAGE.name, { detail: oneOf(random, NEWSLETTERS), engaged });
  }
  // Members read on where others run into the paywall.
  if (visit.deep && !visit.convertedBefore) {
    const walls = 1 + random.poisson(0.3);
    for (let wall = 0; wall < walls; wall++) onArticle(recorder, oneOf(random, ARTICLES), ['paywall_view']);
  }
  if (visit.converts) {
    const detail = oneOf(random, MEMBERSHIPS);
    recorder.record('page_view', SIGN_UP_PAGE.name, { engaged });
    recorder.record('sign_up', SIGN_UP_PAGE.name, { detail, engaged });
    recorder.record('会員登録', SIGN_UP_PAGE.name, { detail, engaged });
    recorder.record('page_view', WELCOME_PAGE.name, { engaged });
  }
  return recorder.events();
}

function read(random: RandomStream, recorder: VisitRecorder, { person }: Visit, first: boolean): void {
  const landing = random.chance(0.4) ? null : oneOf(random, LANDING_ARTICLES);
  const page = landing?.page.name ?? FRONT_PAGE.name;
  if (first || !random.chance(TRAPS.sessionsWithoutStart)) recorder.record('session_start', page);
  if (first) recorder.record('first_visit', page);
  recorder.record('page_view', page);
  if (landing !== null) onArticle(recorder, landing, ['記事を読む']);
  const { intercept, perCuriosity } = PUBLISHER_NUMBERS.articles;
  const articles = random.poisson(Math.exp(intercept + perCuriosity * person.curiosity));
  for (let count = 0; count < articles; count++) {
    const article = oneOf(random, ARTICLES);
    recorder.record('page_view', article.page.name, { engaged });
    if (random.chance(0.7)) onArticle(recorder, article, ['記事を読む']);
    if (random.chance(0.4)) recorder.record('scroll', article.page.name, { engaged });
  }
  if (random.chance(0.6)) recorder.record('user_engagement', page, { engaged });
}

function onArticle(recorder: VisitRecorder, { page, detail }: Article, names: readonly string[]): void {
  for (const name of names) recorder.record(name, page.name, { detail, engaged });
}

function oneOf<Value>(random: RandomStream, values: readonly Value[]): Value {
  return values[random.below(values.length)]!;
}
