import type { Request, Response } from '@google-cloud/functions-framework';
import { getProba, PropensityError } from '@propensity/core';
import type { Stack } from '../open-stack.js';
import { sendError, sendFailure, sendJson } from './reply.js';

const MAX_USER_ID = 256;

/** `GET ?user_id=U` → the current probability of U. */
export function getProbaHandler(open: () => Promise<Stack>) {
  return async (request: Request, response: Response): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.set('allow', 'GET, HEAD');
      sendError(response, 405, 'method_not_allowed', `getProba answers GET, not ${request.method}.`);
      return;
    }
    const userId = request.query.user_id;
    if (typeof userId !== 'string' || userId === '' || userId.length > MAX_USER_ID) {
      const hint = `Ask for one user: ?user_id=…, 1 to ${MAX_USER_ID} characters, once.`;
      sendError(response, 400, 'bad_user_id', 'user_id is missing, repeated, empty or too long.', hint);
      return;
    }
    try {
      const stack = await open();
      try {
        const { proba, predicted_at, predicted_week, model, stale } = await getProba(
          stack.ports,
          stack.settings,
          userId,
        );
        const date = predicted_at.slice(0, 10);
        sendJson(response, 200, { user_id: userId, proba, date, predicted_week, model, stale });
      } finally {
        await stack.close();
      }
    } catch (error) {
      if (PropensityError.is(error) && error.code === 'user_not_found') {
        const { code, message, hint } = error;
        sendJson(response, 404, { user_id: userId, proba: null, error: { code, message, hint } });
      } else sendFailure(response, error);
    }
  };
}
