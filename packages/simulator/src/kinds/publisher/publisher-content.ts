import type { EventDetail } from '../../events/simulated-event.js';
import type { SitePage } from '../site-kind.js';

/** Sections, by the first part of a path. */
const SECTIONS: Readonly<Record<string, string>> = {
  politics: '政治',
  business: '経済',
  sports: 'スポーツ',
  culture: '文化',
  science: '科学',
};
const ARTICLES_PER_SECTION = 16;

/** An article: its page, and the parameters of the events on it. */
export interface Article {
  readonly page: SitePage;
  readonly detail: EventDetail;
}

/** The articles that are read. */
export const ARTICLES: readonly Article[] = Object.entries(SECTIONS).flatMap(([path, section]) =>
  Array.from({ length: ARTICLES_PER_SECTION }, (_, place) => {
    const article_id = `${path}-${place + 1}`;
    return {
      page: {
        name: article_id,
        path: `/${path}/article-${place + 1}`,
        title: `${section}の記事 ${place + 1} | 日々新聞`,
        landing: place % 4 === 0,
      },
      detail: { params: { article_id, section, 文字数: 600 + 100 * place } },
    };
  }),
);

/** Pages other than articles. */
export const FRONT_PAGE: SitePage = { name: 'home', path: '/', title: '日々新聞', landing: true };
export const SIGN_UP_PAGE: SitePage = {
  name: 'sign-up',
  path: '/sign-up',
  title: '会員登録 | 日々新聞',
  landing: false,
};
export const WELCOME_PAGE: SitePage = {
  name: 'welcome',
  path: '/welcome',
  title: 'ようこそ | 日々新聞',
  landing: false,
};

/** Plans of a member, with how they signed up. */
export const MEMBERSHIPS: readonly EventDetail[] = ['月額', '年額'].flatMap((プラン) =>
  ['email', 'google'].map((method) => ({ params: { method, プラン } })),
);

/** Newsletters. */
export const NEWSLETTERS: readonly EventDetail[] = ['朝の一面', '週末の本'].map((newsletter) => ({
  params: { newsletter },
}));
