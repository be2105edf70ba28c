import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-common';

/** What onnxruntime-node exports, as far as it is used. */
export interface OnnxRuntime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

/** The same as that of onnxruntime-common in package.json, whose types these are. */
export const ONNX_RUNTIME = 'onnxruntime-node@1.30.0';

/**
 * Installs the pinned onnxruntime-node in `folder`, once: it has 290 MB, too many for everybody who installs this repository. The
 * package holds what it needs of native code; its install script, which would fetch code for graphics cards, does not run.
 */
export function onnxRuntime(folder: string): { readonly runtime: OnnxRuntime } | { readonly missing: string } {
  const target = join(folder, ONNX_RUNTIME);
  const ready = join(target, 'ready');
  if (!existsSync(ready)) {
    mkdirSync(target, { recursive: true });
    const args = ['install', '--prefix', target, '--ignore-scripts', '--no-audit', '--no-fund', ONNX_RUNTIME];
    if (spawnSync('npm', args, { stdio: ['ignore', 2, 2] }).status !== 0) {
      return { missing: `npm could not install ${ONNX_RUNTIME}` };
    }
    writeFileSync(ready, '');
  }
  try {
    return { runtime: createRequire(ready)('onnxruntime-node') };
  } catch (error) {
    return { missing: `${ONNX_RUNTIME} does not run here: ${error instanceof Error ? error.message : error}` };
  }
}
