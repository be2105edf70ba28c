import { describe, expect, it } from 'vitest';
import { type PropensityConfigInput, parseConfig, settingsOf } from '../../src/entries/config.js';
import { describePopulation, describeTarget } from '../../src/question/describe-rules.js';
import { EVERYONE } from '../../src/question/population-rule.js';
import { recordedQuestion } from '../../src/question/question.js';

type Asked = Partial<PropensityConfigInput>;

const questionOf = (asked: Asked) => {
  const config = { target: { event: 'purchase' }, ...asked, source: { events: 'e_*', ...asked.source } };
  return settingsOf(parseConfig(config as PropensityConfigInput), 'test');
};
const faultsOf = (asked: object) => {
  try {
    parseConfig({ source: { events: 'e_*' }, target: { event: 'purchase' }, ...asked });
  } catch (error) {
    return (error as { details: { faults: string[] } }).details.faults;
  }
  return [];
};

describe('the name of a target', () => {
  it.each<[PropensityConfigInput['target'], string]>([
    [{ event: 'sign up' }, 'sign up'],
    [{ event: ['sign_up', 'contact'] }, 'sign_up or contact'],
    [{ event: 'purchase', nth: 2 }, 'purchase (time 2)'],
    [{ event: 'purchase', where: [{ param: 'value', atLeast: 50 }] }, 'purchase where param value ≥ 50'],
    [
      { any: [{ event: '会員登録' }, { event: 'lead', where: [{ item: 'item_id', in: ['a', 1], not: true }] }] },
      '会員登録; or lead where not (item item_id in ["a",1])',
    ],
    [{ none: { event: 'page_view' } }, 'no page_view'],
  ])('%j is called "%s"', (target, name) => {
    const { targetEvent, question } = questionOf({ target });
    expect(targetEvent).toBe(name);
    expect(describeTarget(question.target)).toBe(name);
  });
});

describe('what is recorded of a question', () => {
  it('is nothing for one event of everyone, so that files of earlier versions are of the same question', () => {
    expect(recordedQuestion(questionOf({}).question)).toEqual({});
    expect(recordedQuestion(questionOf({ source: { userId: 'user_pseudo_id' } }).question)).toEqual({});
    expect(recordedQuestion(questionOf({ population: {} }).question)).toEqual({});
  });

  it.each<[string, Asked]>([
    ['an id', { source: { userId: 'user_id' } }],
    ['a condition', { source: { where: [{ field: 'platform', equals: 'WEB' }] } }],
    ['consent', { source: { consent: { analytics_storage: 'Yes' } } }],
    ['a population', { population: { minEvents: 2 } }],
    ['a target with conditions', { target: { event: 'purchase', where: [{ param: 'value', exists: true }] } }],
  ])('is all of it with %s', (_what, asked) => {
    const { question } = questionOf(asked);
    expect(recordedQuestion(question)).toEqual({ question });
  });

  it('takes a population of the target for the rule of the target', () => {
    const { question } = questionOf({
      target: { event: 'purchase', where: [{ param: 'value', atLeast: 50 }] },
      population: { never: 'target', did: { event: 'login', withinDays: 3 } },
    });
    expect(question.population).toEqual({
      did: { any: [{ events: ['login'], where: [] }], withinDays: 3 },
      never: { any: question.target.any, withinDays: null },
      minEvents: 1,
    });
  });
});

describe('faults', () => {
  it.each<[object, string]>([
    [{ target: {} }, 'exactly one of event, any, none'],
    [{ target: { event: 'a', none: { event: 'b' } } }, 'exactly one of event, any, none'],
    [{ target: { none: { event: 'b' }, nth: 2 } }, '"nth" without "none"'],
    [{ target: { event: 'a', where: [{ equals: 1 }] } }, 'exactly one of field, param, userProperty, item'],
    [{ target: { event: 'a', where: [{ field: 'x', param: 'y', equals: 1 }] } }, 'exactly one of field, param'],
    [{ target: { event: 'a', where: [{ field: 'x' }] } }, 'at least one of equals, in, matches'],
    [{ target: { event: 'a', where: [{ param: 'x', matches: '(?<!a)b' }] } }, 'RE2'],
    [{ target: { event: 'a', where: [{ param: 'x', matches: '(a' }] } }, 'RE2'],
    [
      { source: { events: 'e_*', userId: { fallback: 'user_pseudo_id' } } },
      'exactly one of field, param, userProperty',
    ],
    [{ source: { events: 'e_*', consent: { analytics_storage: 'yes' } } }, 'source.consent.analytics_storage'],
    [{ population: { did: 'everything' } }, 'population.did'],
    [{ population: { seen: true } }, '"population.seen" is not a known key'],
  ])('%j: %s', (asked, said) => {
    expect(faultsOf(asked).join('\n')).toContain(said);
  });
});

describe('describePopulation', () => {
  const did = { any: [{ events: ['purchase'], where: [] }], withinDays: 30 };
  it.each([
    [EVERYONE, [], 'users seen in the 60 days before the snapshot'],
    [
      { did, never: null, minEvents: 1 },
      [],
      'users seen in the 60 days before the snapshot who had done purchase in the last 30 of them',
    ],
    [
      {
        did: { ...did, withinDays: null },
        never: { any: [{ events: ['refund'], where: [] }], withinDays: null },
        minEvents: 5,
      },
      [{ field: 'platform', equals: 'WEB' }],
      'users seen in the 60 days before the snapshot who had done purchase in them and had not done refund in them and had at least 5 events in them; only rows where platform = "WEB" are read',
    ],
  ])('%j', (population, where, text) => {
    expect(describePopulation({ population, where }, 60)).toBe(text);
  });
});
