import { PropensityError } from '../errors/propensity-error.js';
import type { ErasedRows, ExportedFile, TraceSearch } from '../ports/erasure.js';
import type { Ports } from '../ports/ports.js';

/** What forgetting users came to. It names no user. */
export interface ForgetResult {
  readonly job: 'forget';
  /** ISO 8601, UTC. */
  readonly forgotten_at: string;
  /** Ids that were given, each once. */
  readonly users: number;
  /** Ids of devices on which those users were named, and which are forgotten with them. */
  readonly devices: number;
  /** Rows that were deleted, by table; empty where nothing was found. */
  readonly erased: readonly ErasedRows[];
  readonly search: {
    readonly tables: number;
    readonly columns: number;
    readonly files: number;
    readonly bytes: number;
    /** Ids that were looked for in columns alone. */
    readonly too_common: number;
    /** Always 0: otherwise the command fails. */
    readonly found: 0;
  };
  /** Files with scores that were written for others, which may hold these users. */
  readonly exported_files: readonly {
    readonly file_name: string;
    readonly destination: string;
    readonly exported_at: string;
  }[];
}

/** So many at a time: a statement takes no more. */
const MOST_USERS = 10_000;

/**
 * Removes users from everything that the stack keeps, sees to it that they never come back, and proves it by a search. Figures about many
 * users (evaluations, models) stay. A user of whom nothing is known is remembered as forgotten all the same.
 * @param userIds as predictions have them; repeated ones count once
 * @throws PropensityError `bad_user_ids` (kind `usage`) for none, too many or empty ones, `user_still_found` where the search finds one
 */
export async function forgetUsers(
  ports: Pick<Ports, 'erasure' | 'progress' | 'clock' | 'begin'>,
  userIds: readonly string[],
): Promise<ForgetResult> {
  const { erasure, progress } = ports;
  const users = checkedIds(userIds);
  const forgottenAt = new Date(ports.clock()).toISOString();
  ports.begin?.({ job: 'forget', runId: `forget-${forgottenAt}`, snapshot: forgottenAt.slice(0, 'YYYY-MM-DD'.length) });
  progress.step('Looking for their devices');
  const given = new Set(users);
  const devices = (await erasure.aliasesOf(users)).filter((id) => !given.has(id));
  const everyId = [...users, ...devices];
  progress.step('Erasing');
  const erased = await erasure.erase(everyId, forgottenAt);
  progress.step('Searching for what is left');
  const search = await erasure.search(everyId);
  if (search.found.length > 0) throw stillFound(search);
  const { tables, columns, files, bytes, tooCommon } = search;
  return {
    job: 'forget',
    forgotten_at: forgottenAt,
    users: users.length,
    devices: devices.length,
    erased,
    search: { tables, columns, files, bytes, too_common: tooCommon, found: 0 },
    exported_files: (await erasure.exportedFiles()).map(exportedFileJson),
  };
}

function exportedFileJson({ fileName, destination, exportedAt }: ExportedFile) {
  return { file_name: fileName, destination, exported_at: exportedAt };
}

function checkedIds(userIds: readonly string[]): readonly string[] {
  const users = [...new Set(userIds)];
  const fault = users.length === 0 ? 'no user is given' : users.includes('') ? 'an id is empty' : null;
  if (fault !== null) {
    throw new PropensityError('bad_user_ids', `Nobody can be forgotten: ${fault}.`, {
      kind: 'usage',
      hint: 'Give ids as the predictions table has them: "propensity forget <user_id>", or a file with one per line.',
    });
  }
  if (users.length > MOST_USERS) {
    throw new PropensityError('bad_user_ids', `${users.length} users are too many for one command.`, {
      kind: 'usage',
      hint: `Forget ${MOST_USERS} at a time.`,
    });
  }
  return users;
}

function stillFound({ found }: TraceSearch): PropensityError {
  const places = found.map(({ place, occurrences }) => `${place} (${occurrences})`);
  return new PropensityError('user_still_found', `An id was found after erasing it: ${places.join(', ')}.`, {
    hint: 'The users are noted as forgotten. Remove what is named, or run the command again where a job was at work meanwhile.',
    details: { places },
  });
}
