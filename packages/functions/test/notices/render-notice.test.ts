import { describe, expect, it } from 'vitest';
import { renderNotice } from '../../src/notices/render-notice.js';
import {
  noticeOfAcceptedDrift,
  noticeOfEvaluation,
  noticeOfFailure,
  noticeOfPredictions,
  noticeOfRefusal,
  noticeOfTraining,
} from '../support/some-notices.js';

describe('renderNotice', () => {
  it('says of predictions what changed, in words', () => {
    expect(renderNotice(noticeOfPredictions)).toMatchObject({
      subject: '[Propensity] Predictions of 2026-02-03: done',
      text: `Predictions of 2026-02-03: done
"purchase" within 7 days

Model                             model-1
Users scored                      10,563
Of them updated                   9,000
Of them new                       1,563
Users who keep an earlier score   42
Selected by the decision          500

predictions-2026-02-03-abc · 2026-02-03T06:00:00.000Z · Propensity 1.2.3`,
    });
  });

  it('links to the report that was written', () => {
    const { text, html } = renderNotice({ ...noticeOfPredictions, report: 'https://b/r.html?a=1&b="2"' });
    expect(text).toContain('\n\nReport: https://b/r.html?a=1&b="2"\n\n');
    expect(html).toContain('<p><a href="https://b/r.html?a=1&amp;b=&quot;2&quot;">Report</a></p>');
    expect(renderNotice(noticeOfPredictions).text).not.toContain('Report:');
  });

  it('says of predictions that inputs had collapsed, and what else a reader should know', () => {
    const { text } = renderNotice(noticeOfAcceptedDrift);
    expect(text).toContain('Inputs have collapsed, and were accepted: "page_view" events per user 5.2, now 0.');
    expect(text).toContain('Something else.');
  });

  it('says of a training that the gate did not accept why, and how good the model is beside the simple rule', () => {
    const { subject, text, html } = renderNotice(noticeOfTraining);
    expect(noticeOfTraining.outcome).toBe('refused');
    expect(subject).toBe('[Propensity] Training of 2026-01-20: rejected');
    for (const part of [
      /worse/,
      /ROC AUC +0\.805/,
      /number of events +0\.678/,
      /off by +0\.4 %/,
      /Of them positive +150/,
      /top tenth +4\.3 ×/,
    ]) {
      expect(text).toMatch(part);
    }
    expect(html).toContain("&lt;worse&gt; than the champion's &amp; &quot;that&quot;");
    expect(html).not.toContain('<worse>');
  });

  it('reports the newest week of an evaluation, and counts the others', () => {
    const { subject, text } = renderNotice(noticeOfEvaluation);
    expect(subject).toBe('[Propensity] Evaluation of 2026-02-10: done');
    expect(text).toContain('The newest week evaluated is that of 2026-02-03.\nA note of 2026-02-03.');
    for (const part of [
      /Model +model-1/,
      /Weeks evaluated so far +3/,
      /not over yet +1/,
      /Users +1,001/,
      /known +80\.0 %/,
    ]) {
      expect(text).toMatch(part);
    }
    expect(text).toMatch(/top tenth +undefined/);
  });

  it('says of a refusal what to do', () => {
    expect(noticeOfRefusal.outcome).toBe('refused');
    expect(renderNotice(noticeOfRefusal)).toMatchObject({
      subject: '[Propensity] Predictions: refused',
      text: expect.stringContaining('Day 2026-01-05 is missing.\nLoad it.\n\nError   missing_days'),
    });
  });

  it('says of an unexpected failure nothing that only the log may know', () => {
    expect(noticeOfFailure).toMatchObject({ outcome: 'failed', error: { code: 'internal_error' } });
    expect(JSON.stringify(renderNotice(noticeOfFailure))).not.toContain('secret');
  });
});
