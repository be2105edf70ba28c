import type { JobOutcome } from '@propensity/core/config';
import type { Notice } from './notice.js';

/** A way to reach somebody. */
export interface NoticeChannel {
  /** As in a job's answer. */
  readonly name: string;
  /** Delivers a notice, or throws an error that says why not; tries a bounded number of times. */
  send(notice: Notice): Promise<void>;
}

/** Which outcomes are reported to whom. */
export interface Notices {
  readonly channels: readonly NoticeChannel[];
  readonly on: readonly JobOutcome[];
}

/** What became of a notice, as a job's answer reports it. */
export interface NoticeReport {
  readonly channel: string;
  readonly ok: boolean;
  /** Why it could not be delivered. */
  readonly error?: string;
  /** Why it was not sent, though nothing is wrong. */
  readonly skipped?: string;
}
