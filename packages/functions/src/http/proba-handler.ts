import type { Log } from '../logging/log.js';
import { answerJson, errorBody } from './answer.js';
import { type Check, endpoint, type Handler } from './handler.js';
import type { ProbaLookups } from './proba-lookups.js';
import { targetOf, userIdOf } from './read-request.js';

/** The function `getProba`: one user's current probability. */
export function probaHandler(lookups: ProbaLookups, log: Log, caller?: Check): Handler {
  return endpoint({
    name: 'getProba',
    log,
    methods: ['GET', 'HEAD'],
    caller,
    work: async (request, response) => {
      const userId = userIdOf(request);
      const target = targetOf(request);
      const lookup = await lookups.find(userId, target);
      const { maxAgeSeconds } = lookup;
      const asked = target === undefined ? {} : { target };
      if (maxAgeSeconds > 0) response.setHeader('Cache-Control', `private, max-age=${maxAgeSeconds}`);
      if ('absent' in lookup) {
        const absent = { user_id: userId, ...asked, proba: null, error: errorBody(lookup.absent) };
        answerJson(response, 404, absent);
        return;
      }
      const { user_id, proba, predicted_week, predicted_at, model, selected, served_from } = lookup.found;
      const date = predicted_at.slice(0, 'YYYY-MM-DD'.length);
      const from = served_from && { served_from };
      const answer = { user_id, ...asked, proba, date, predicted_week, model, stale: lookup.stale, selected, ...from };
      answerJson(response, 200, answer);
    },
  });
}
