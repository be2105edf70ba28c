import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PropensityError } from '@propensity/core';
import { buildPreprocessor } from '@propensity/core/jobs';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderPreprocessor } from '../render/render-preprocessor.js';
import type { PreprocessorResult } from '../results.js';
import { withStack } from '../with-stack.js';

/** Fits a preprocessing, stores it beside the models and, with `--out`, in a file as well. */
export function preprocessorBuildCommand(io: Io, options: GlobalOptions & { readonly out?: string }): Promise<Outcome> {
  return withStack(io, options, async ({ ports, settings }) => {
    const result = await buildPreprocessor(ports, settings, options);
    const file = options.out === undefined ? null : resolve(io.cwd, options.out);
    if (file !== null) await writeCopy(file, await ports.artifacts.read(result.preprocessor.name));
    const json: PreprocessorResult = {
      ...result,
      config: { training: { preprocessor: result.preprocessor.name } },
      file,
    };
    return outcome(json, (screen) => renderPreprocessor(result, file, screen));
  });
}

async function writeCopy(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new PropensityError('copy_not_written', `${file} cannot be written; the preprocessing itself is stored.`, {
      hint: 'Check that its folder is there and may be written to, then build again.',
      cause,
    });
  }
}
