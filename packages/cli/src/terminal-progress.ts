import { clearLine, cursorTo } from 'node:readline';
import { type Progress, silentProgress } from '@propensity/core/ports';
import type { Io } from './io.js';

const BAR_WIDTH = 20;
const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 100;

/** Progress that must be stopped before anything else is printed. */
export interface TerminalProgress extends Progress {
  stop(): void;
}

/** One live line with a bar on a terminal, plain lines elsewhere, nothing with `quiet`. Always on stderr. */
export function terminalProgress(io: Io, quiet: boolean): TerminalProgress {
  if (quiet) return { ...silentProgress, stop() {} };
  return io.err.isTTY === true ? liveProgress(io) : plainProgress(io);
}

function plainProgress(io: Io): TerminalProgress {
  const begun = io.clock();
  const line = (text: string) => io.err.write(`${((io.clock() - begun) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
  return {
    step: (message, total) => line(total === undefined ? message : `${message} (${total})`),
    advance() {},
    warn: (message) => line(`! ${message}`),
    note: (message) => line(`  ${message}`),
    stop() {},
  };
}

/**
 * One line that is drawn over and over. A spinner package would do, but the one that asks our questions takes the
 * keyboard while it spins and ends the process with exit code 0 on Ctrl-C, so that a cancelled job looks done.
 */
function liveProgress(io: Io): TerminalProgress {
  let timer: NodeJS.Timeout | undefined;
  let begun = 0;
  let frame = 0;
  let message = '';
  let bar = '';
  let total: number | undefined;
  const clear = () => {
    cursorTo(io.err, 0);
    clearLine(io.err, 0);
  };
  const draw = () => {
    const elapsed = `${((io.clock() - begun) / 1000).toFixed(0)} s`;
    const text = [FRAMES[frame++ % FRAMES.length], message, bar, elapsed].filter(Boolean).join(' ');
    clear();
    io.err.write(text.slice(0, (io.err.columns ?? 80) - 1));
  };
  const stop = (): void => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    clear();
  };
  return {
    step(text, units) {
      message = text;
      total = units;
      bar = '';
      begun = io.clock();
      timer ??= setInterval(draw, FRAME_MS).unref();
      draw();
    },
    advance(done) {
      if (total === undefined || total === 0) return;
      const filled = Math.round((BAR_WIDTH * Math.min(done, total)) / total);
      bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done}/${total}`;
      // Long steps keep the event loop busy, so a timer alone would show old numbers.
      draw();
    },
    warn(text) {
      clear();
      io.err.write(`! ${text}\n`);
    },
    stop,
  };
}
