import { randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PropensityError } from '@propensity/core';
import type { ArtifactStore } from '@propensity/core/ports';
import { folderError } from '../files/folder-error.js';
import { makeFolder } from '../files/make-folder.js';
import { codeOf, syncFolder } from '../files/sync-folder.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** The names of drafts, which a killed process leaves: see `removeLeftovers`. */
export const ARTIFACT_DRAFT = /\.[0-9a-f-]{36}\.tmp$/;

/** An `ArtifactStore` in a folder, one file per artifact. */
export class FileArtifactStore implements ArtifactStore {
  constructor(readonly folder: string) {}

  async write(name: string, text: string): Promise<void> {
    const path = this.#pathOf(name);
    const draft = `${path}.${randomUUID()}.tmp`;
    await makeFolder(this.folder);
    try {
      await writeDurably(draft, text);
      // A link is made whole or not at all, and never replaces what is there.
      await link(draft, path);
      await syncFolder(this.folder);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw folderError(this.folder, error);
      if ((await readFile(path, 'utf8')) !== text) {
        throw new PropensityError(
          'artifact_exists',
          `${path} exists and holds another text; artifacts are never changed.`,
          {
            hint: 'Move the file away if it is damaged, then train again with --force.',
          },
        );
      }
    } finally {
      await rm(draft, { force: true }).catch(() => {});
    }
  }

  async read(name: string): Promise<string> {
    const path = this.#pathOf(name);
    try {
      return await readFile(path, 'utf8');
    } catch (cause) {
      throw new PropensityError('artifact_not_found', `The model file ${path} cannot be read.`, {
        hint: 'Restore it from a backup, or train again with --force.',
        cause,
      });
    }
  }

  #pathOf(name: string): string {
    if (!NAME.test(name)) throw new PropensityError('bad_artifact_name', `"${name}" is not a name for an artifact.`);
    return join(this.folder, name);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
