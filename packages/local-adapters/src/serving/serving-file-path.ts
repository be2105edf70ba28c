import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** The names of drafts, which a killed process leaves: see `removeLeftovers`. */
export const SERVING_DRAFT = /^predictions\.serving\.[0-9a-f-]{36}\.(tmp|index)$/;

/** The file in a stack's folder that lookups are answered from: see `ServingFile`. */
export function servingFilePath(folder: string): string {
  return join(folder, 'predictions.serving');
}

/** A name beside it for one that is still being written. */
export function servingDraftPath(folder: string): string {
  return `${servingFilePath(folder)}.${randomUUID()}.tmp`;
}
