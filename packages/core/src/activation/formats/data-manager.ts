import { cannotExport, type DestinationFormat } from './destination-format.js';
import { AUDIENCE_MEMBERS_OF_REQUEST } from './google-limits.js';

/** A member of an audience, known by the advertiser's own user id. */
export interface AudienceMember {
  readonly userIdData: { readonly userId: string };
}

/**
 * Bodies of `audienceMembers:ingest` of the Data Manager API, one per line, each of at most 10,000 members. Only users who have consented are in
 * an export of this format, and each request says so.
 * @see "Method: audienceMembers.ingest": https://developers.google.com/data-manager/api/reference/rest/v1/audienceMembers/ingest
 */
export const dataManager: DestinationFormat = {
  name: 'data-manager',
  extension: '.ndjson',
  meaning: 'requests of the Data Manager API, one per line, for a Customer Match list by user ids',
  open({ activation, analyticsIds }) {
    if (analyticsIds !== 'user_id') {
      throw cannotExport(
        "The Data Manager API knows members of an audience by your own user ids, contact data or devices' advertising ids, and the users of this configuration have none of them.",
        'Score with source.userId "user_id", where people sign in.',
      );
    }
    const destination = activation?.dataManager;
    if (destination === undefined) {
      throw cannotExport(
        'A request of the Data Manager API names an account and an audience, and the configuration has neither.',
        'Set activation.dataManager.',
      );
    }
    const { operatingAccount, loginAccount, audienceId } = destination;
    const requestOf = (members: readonly AudienceMember[]): string =>
      JSON.stringify({
        destinations: [
          { operatingAccount, ...(loginAccount !== undefined && { loginAccount }), productDestinationId: audienceId },
        ],
        audienceMembers: members,
        consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' },
        termsOfService: { customerMatchTermsOfServiceStatus: 'ACCEPTED' },
      });
    let waiting: AudienceMember[] = [];
    return {
      head: () => [],
      lines(batch) {
        const full: string[] = [];
        for (const { user_id } of batch) {
          waiting.push({ userIdData: { userId: user_id } });
          if (waiting.length < AUDIENCE_MEMBERS_OF_REQUEST) continue;
          full.push(requestOf(waiting));
          waiting = [];
        }
        return full;
      },
      tail() {
        const last = waiting;
        waiting = [];
        return last.length === 0 ? [] : [requestOf(last)];
      },
    };
  },
};
