import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import type { ScoreExport } from '@propensity/core/ports';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderSend } from '../render/render-send.js';
import type { SendResult } from '../results.js';
import { withStack } from '../with-stack.js';

export type SendOptions = GlobalOptions & {
  readonly to: string;
  readonly dryRun?: boolean;
  readonly validate?: boolean;
};

/** How many requests `--validate` asks about. */
const VALIDATED = 20;

/**
 * Sends the requests of a file that `export --as` wrote and recorded, each once.
 * @throws PropensityError `cannot_send`, `sending_meanwhile`, `not_sent`
 */
export async function sendCommand(io: Io, options: SendOptions, name: string): Promise<Outcome> {
  const file = resolve(io.cwd, name);
  const text = await readFile(file).catch((cause: unknown) => {
    throw new PropensityError('cannot_send', `${file} cannot be read.`, {
      kind: 'usage',
      hint: 'Name a file that "propensity export --as" has written.',
      cause,
    });
  });
  const sha256 = createHash('sha256').update(text).digest('hex');
  const { dryRun = false, validate = false, to: destination } = options;
  return withStack(io, options, async ({ ports, settings }) => {
    const { destinationEndpoint, SentRequests, secretsOf, sendRequests, validateRequests } = await import(
      '@propensity/functions'
    );
    const recorded = (await ports.exports.list(settings.targetEvent, destination)).findLast(
      (done) => done.sha256 === sha256,
    );
    if (recorded === undefined) throw notRecorded(file, destination);
    const endpoint = destinationEndpoint(recorded.format, settings, secretsOf(io.env));
    const lines = text.toString('utf8').split('\n').filter(Boolean);
    const state = await SentRequests.take(file, sha256);
    try {
      const before = state.sent;
      const checked = validate ? lines.slice(before, before + VALIDATED) : [];
      if (validate) {
        ports.progress.step('Asking whether the requests would be taken');
        await validateRequests(checked, endpoint);
      } else if (!dryRun) {
        ports.progress.step('Sending', lines.length);
        await sendRequests({ lines, endpoint, state, advance: (sent) => ports.progress.advance(sent) });
      }
      const json = resultOf(file, recorded, {
        address: endpoint.address,
        requests: lines.length,
        sent_before: before,
        sent: state.sent - before,
        validated: checked.length,
        dry_run: dryRun,
      });
      return outcome(json, (screen) => renderSend(json, screen));
    } finally {
      await state.release();
    }
  });
}

function resultOf(
  file: string,
  { target, destination, format, exportId, rows }: ScoreExport,
  counts: Pick<SendResult, 'address' | 'requests' | 'sent_before' | 'sent' | 'validated' | 'dry_run'>,
): SendResult {
  return { job: 'send', file, export_id: exportId, target, destination, format: format ?? '', users: rows, ...counts };
}

function notRecorded(file: string, destination: string): PropensityError {
  return new PropensityError('cannot_send', `${file} is no export to "${destination}" as it was recorded.`, {
    kind: 'refused',
    hint: 'Say with --to where it was exported to. A file that was changed, or whose export was cut short, is not sent: export again.',
  });
}
