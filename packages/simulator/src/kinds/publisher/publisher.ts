import { drawHabitualPerson } from '../habitual-people.js';
import type { SiteKind } from '../site-kind.js';
import { ARTICLES, FRONT_PAGE, MEMBERSHIPS, NEWSLETTERS, SIGN_UP_PAGE, WELCOME_PAGE } from './publisher-content.js';
import { PUBLISHER_DYNAMICS, PUBLISHER_NUMBERS, PUBLISHER_PLACES, PUBLISHER_SOURCES } from './publisher-parameters.js';
import { simulatePublisherVisit } from './publisher-visit.js';

const EVENT_NAMES = [
  'session_start',
  'first_visit',
  'page_view',
  'scroll',
  'user_engagement',
  '記事を読む',
  '記事を保存',
  '動画 再生',
  'video-complete',
  'コメント投稿',
  'share',
  'newsletter signup',
  'paywall_view',
  'sign_up',
  '会員登録',
];

/** A Japanese publisher: articles, videos, comments, and a paywall at which readers sign up, once. */
export const PUBLISHER: SiteKind = {
  name: 'publisher',
  site: 'https://hibi.example',
  target: 'sign_up',
  dynamics: PUBLISHER_DYNAMICS,
  places: PUBLISHER_PLACES,
  sources: PUBLISHER_SOURCES,
  eventNames: EVENT_NAMES,
  pages: [FRONT_PAGE, ...ARTICLES.map(({ page }) => page), SIGN_UP_PAGE, WELCOME_PAGE],
  details: [...ARTICLES.map(({ detail }) => detail), ...MEMBERSHIPS, ...NEWSLETTERS],
  catalogue: [],
  signsIn: false,
  drawPerson: (random, index, days) => drawHabitualPerson(PUBLISHER, PUBLISHER_NUMBERS, random, index, days),
  simulateVisit: simulatePublisherVisit,
};
