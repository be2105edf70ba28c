import { spinner } from '@clack/prompts';
import { type Progress, silentProgress } from '@propensity/core';
import type { Io } from './io.js';

const BAR_WIDTH = 20;

/** Progress that must be stopped before anything else is printed. */
export interface TerminalProgress extends Progress {
  stop(): void;
}

/** A spinner with a bar on a terminal, plain lines elsewhere, nothing with `quiet`. Always on stderr. */
export function terminalProgress(io: Io, quiet: boolean): TerminalProgress {
  if (quiet) return { ...silentProgress, stop() {} };
  return io.err.isTTY === true ? spinningProgress(io) : plainProgress(io);
}

function plainProgress(io: Io): TerminalProgress {
  const begun = io.clock();
  const line = (text: string) => io.err.write(`${((io.clock() - begun) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
  return {
    step: (message, total) => line(total === undefined ? message : `${message} (${total})`),
    advance() {},
    warn: (message) => line(`! ${message}`),
    stop() {},
  };
}

function spinningProgress(io: Io): TerminalProgress {
  const spin = spinner({ indicator: 'timer', output: io.err });
  let running = false;
  let message = '';
  let total: number | undefined;
  const show = (text: string) => {
    if (running) spin.message(text);
    else spin.start(text);
    running = true;
  };
  return {
    step(text, units) {
      message = text;
      total = units;
      show(text);
    },
    advance(done) {
      if (total === undefined) return;
      const filled = Math.round((BAR_WIDTH * done) / total);
      show(`${message} ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done}/${total}`);
    },
    warn(text) {
      if (running) spin.clear();
      running = false;
      io.err.write(`! ${text}\n`);
    },
    stop() {
      if (running) spin.clear();
      running = false;
    },
  };
}
