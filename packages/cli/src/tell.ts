import type { Io } from './io.js';
import { fit, heading } from './render/layout.js';
import { screenOf } from './render/screen.js';
import { tintMark } from './render/tint.js';

/** Says something to people, beside the result: lines on stderr that fit its screen. */
export function tell(io: Pick<Io, 'err' | 'env'>, text: string): void {
  io.err.write(`${fit(text, screenOf(io.err, io.env))}\n`);
}

/** A warning: `! Few buyers.` */
export function tellWarning(io: Pick<Io, 'err' | 'env'>, message: string): void {
  const screen = screenOf(io.err, io.env);
  io.err.write(`${fit(`! ${message}`, screen).replace('!', tintMark('!', screen))}\n`);
}

/** Why a command ended without its result, and what to do. */
export function tellError(io: Pick<Io, 'err' | 'env'>, message: string, hint: string): void {
  const screen = screenOf(io.err, io.env);
  const lines = message.split('\n').flatMap((line, index) => heading(index === 0 ? `✗ ${line}` : line, screen));
  if (hint !== '') lines.push(fit(`  ${hint}`, screen));
  io.err.write(`${lines.join('\n')}\n`);
}
