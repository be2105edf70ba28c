import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { PropensityError } from '@propensity/core';
import type { Progress } from '@propensity/core/ports';
import pRetry from 'p-retry';
import { folderError, isDiskFull } from '../files/folder-error.js';
import { createWarehouseFile } from './create-warehouse-file.js';
import { isLockedFile } from './locked-file.js';
import { isUnborn, removeUnborn } from './unborn-file.js';

const LOCK_POLL_MS = 250;

export interface OpenWarehouseFileOptions {
  readonly path: string;
  /** DuckDB's options. */
  readonly duckdb: Record<string, string>;
  /** Milliseconds to wait for another process that holds the file; 0 does not wait. */
  readonly waitMs: number;
  readonly progress: Progress;
  /** Makes the tables of a new file. */
  readonly fill: (connection: DuckDBConnection) => Promise<void>;
}

export interface OpenedFile {
  readonly instance: DuckDBInstance;
  /** True when the file was not there before. */
  readonly created: boolean;
}

/**
 * Opens the warehouse's file, which nobody else can open then; makes it when it is missing, or when the making of it was cut
 * short before it held anything.
 * @throws PropensityError `warehouse_locked`, `warehouse_unreadable`, `folder_not_writable` or `disk_full`
 */
export async function openWarehouseFile(options: OpenWarehouseFileOptions): Promise<OpenedFile> {
  const { path, waitMs, progress } = options;
  try {
    return await pRetry(() => openOrCreate(options), {
      retries: Math.ceil(waitMs / LOCK_POLL_MS),
      factor: 1,
      minTimeout: LOCK_POLL_MS,
      maxRetryTime: waitMs,
      shouldRetry: ({ error }) => isLockedFile(error),
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (attemptNumber === 1 && waitMs > 0 && isLockedFile(error)) {
          progress.warn(
            `Another process${holderOf(error)} holds the warehouse; waiting ${waitMs / 1000} s at most for it to finish.`,
          );
        }
      },
    });
  } catch (cause) {
    throw PropensityError.is(cause) ? cause : openError(path, cause, waitMs);
  }
}

async function openOrCreate(options: OpenWarehouseFileOptions): Promise<OpenedFile> {
  const { path, duckdb, progress } = options;
  let created = false;
  for (;;) {
    const inode = await inodeOf(path);
    if (inode === null) {
      await assertNoLog(path);
      created = await createWarehouseFile(path, duckdb, options.fill);
      continue;
    }
    const instance = await DuckDBInstance.fromCache(path, duckdb).catch(async (error: unknown) => {
      if (isLockedFile(error) || !(await isUnborn(path).catch(() => false))) throw error;
      await removeUnborn(path, inode);
      progress.warn('The warehouse was never finished, and held nothing; it is made anew.');
      return null;
    });
    if (instance === null) continue;
    // Who made the file may have removed it, because nothing came of their command, between our opening and locking it.
    if ((await inodeOf(path)) === inode) return { instance, created };
    instance.closeSync();
  }
}

/** A log without its file would be applied to the new one. */
async function assertNoLog(path: string): Promise<void> {
  const log = await stat(`${path}.wal`).catch(() => null);
  if (log === null || log.size === 0) return;
  throw new PropensityError(
    'warehouse_unreadable',
    `The warehouse ${path} is gone, but its log ${path}.wal is there.`,
    {
      hint: 'Restore the warehouse from a backup, or move the log away to begin anew.',
    },
  );
}

async function inodeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ ino }) => ino,
    () => null,
  );
}

function openError(path: string, cause: unknown, waitMs: number): PropensityError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isLockedFile(cause)) {
    return new PropensityError(
      'warehouse_locked',
      `The warehouse ${path} is held by another process${holderOf(cause)}; waited ${waitMs / 1000} s.`,
      {
        kind: 'conflict',
        hint: 'Let that command finish or stop it, then run again; local.lockWaitSeconds says how long to wait.',
        cause,
      },
    );
  }
  if (isDiskFull(cause) || /permission denied|read-only|cannot open file|EACCES|EROFS|EPERM/i.test(message)) {
    return folderError(dirname(path), cause);
  }
  return new PropensityError(
    'warehouse_unreadable',
    `The warehouse ${path} cannot be opened: it is damaged or not a DuckDB file.`,
    { hint: 'Restore it from a backup, or move it away to begin anew.', cause },
  );
}

/** " (1234)", or nothing where the system does not say which process it is. */
function holderOf(error: unknown): string {
  const holder = error instanceof Error ? /PID (\d+)/.exec(error.message)?.[1] : undefined;
  return holder === undefined ? '' : ` (${holder})`;
}
