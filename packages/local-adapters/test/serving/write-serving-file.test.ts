import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { servingDraftPath, servingFilePath } from '../../src/serving/serving-file-path.js';
import { publishServingFile } from '../../src/serving/write-serving-file.js';

let folder: string;
let draft: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-serving-'));
  draft = servingDraftPath(folder);
  await writeFile(draft, 'draft');
});
afterEach(() => rm(folder, { recursive: true }));

describe('publishServingFile', () => {
  it('puts the draft into the place of the file', async () => {
    await writeFile(servingFilePath(folder), 'before');
    await publishServingFile(draft, folder);
    expect(await readdir(folder)).toEqual(['predictions.serving']);
  });

  it('leaves no draft where that fails', async () => {
    await mkdir(servingFilePath(folder));
    await expect(publishServingFile(draft, folder)).rejects.toMatchObject({ syscall: 'rename' });
    expect(await readdir(folder)).toEqual(['predictions.serving']);
  });
});
