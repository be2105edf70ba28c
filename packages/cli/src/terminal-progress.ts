import { clearLine, cursorTo } from 'node:readline';
import { type Progress, silentProgress } from '@propensity/core/ports';
import displayWidth from 'fast-string-width';
import type { Io } from './io.js';
import { spell } from './render/glyphs.js';
import { sentence } from './render/layout.js';
import { type Screen, screenOf } from './render/screen.js';
import { truncated } from './render/truncated.js';
import { duration, restTime } from './rest-time.js';
import { tellWarning } from './tell.js';

const WIDEST_BAR = 20;
const NARROWEST_BAR = 8;
/** With fewer columns for the message, the bar is left out. */
const LEAST_MESSAGE = 16;
/** A bar takes at most this share of the line. */
const SHARE_OF_BAR = 1 / 5;
const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const ASCII_FRAMES = '|/-\\';
const FRAME_MS = 100;

/** Progress that must be stopped before anything else is printed. */
export interface TerminalProgress extends Progress {
  stop(): void;
}

/** One live line with a bar and a rest time on a terminal, plain lines elsewhere, nothing with `quiet`. Always on stderr. */
export function terminalProgress(io: Io, quiet: boolean): TerminalProgress {
  if (quiet) return { ...silentProgress, stop() {} };
  return io.err.isTTY === true ? liveProgress(io) : plainProgress(io);
}

function plainProgress(io: Io): TerminalProgress {
  const begun = io.clock();
  const screen = screenOf(io.err, io.env);
  const line = (text: string, mark = '') => {
    const lead = `${((io.clock() - begun) / 1000).toFixed(1).padStart(6)} s  ${mark}`;
    io.err.write(`${sentence(text, screen, lead).join('\n')}\n`);
  };
  return {
    step: (message, total) => line(total === undefined || total === 1 ? message : `${message} (${total})`),
    advance() {},
    warn: (message) => line(message, '! '),
    note: (message) => line(message, '  '),
    stop() {},
  };
}

/**
 * One line that is drawn over and over. A spinner package would do, but the one that asks our questions takes the
 * keyboard while it spins and ends the process with exit code 0 on Ctrl-C, so that a cancelled job looks done; those for
 * bars draw on a timer, which long steps keep from running.
 */
function liveProgress(io: Io): TerminalProgress {
  let timer: NodeJS.Timeout | undefined;
  let begun = 0;
  let advanced = 0;
  let frame = 0;
  let message = '';
  let total: number | undefined;
  let done = 0;
  const clear = () => {
    cursorTo(io.err, 0);
    clearLine(io.err, 0);
  };
  const draw = () => {
    // A terminal can be resized at any time.
    const screen = screenOf(io.err, io.env);
    const columns = io.err.columns ?? screen.columns;
    const frames = screen.unicode ? FRAMES : ASCII_FRAMES;
    clear();
    const now = io.clock();
    const line = lineOf({ message, done, total, elapsed: now - begun, since: now - advanced, columns }, screen);
    io.err.write(truncated(`${frames[frame++ % frames.length]} ${line}`, columns - 1, screen));
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
      done = 0;
      begun = io.clock();
      advanced = begun;
      timer ??= setInterval(draw, FRAME_MS).unref();
      draw();
    },
    advance(units) {
      if (total === undefined || total === 0) return;
      done = Math.min(units, total);
      advanced = io.clock();
      // Long steps keep the event loop busy, so a timer alone would show old numbers.
      draw();
    },
    warn(text) {
      clear();
      tellWarning(io, text);
    },
    stop,
  };
}

interface Line {
  readonly message: string;
  readonly done: number;
  /** Undefined where the amount is not known. */
  readonly total: number | undefined;
  /** Milliseconds since the step began. */
  readonly elapsed: number;
  /** Milliseconds since its last unit was done. */
  readonly since: number;
  readonly columns: number;
}

/** `Computing features ██████░░░░░░ 4/8 12 s left`; where that is too long, the bar goes first, then the message is cut. */
function lineOf({ message, done, total, elapsed, since, columns }: Line, screen: Screen): string {
  // Of a single unit, a bar would only ever be empty.
  const known = total !== undefined && total > 1;
  const time = known ? timeOf(done, total, elapsed, since) : duration(elapsed);
  const figures = known ? `${done}/${total} ${time}` : time;
  const [text, bar] = [spell(message, screen), known ? `${spell(barOf(done, total, columns), screen)} ` : ''];
  // The spinner before it, a space between, and the last column, in which some terminals wrap.
  const room = columns - figures.length - 4;
  const withBar = room - bar.length >= Math.min(displayWidth(text), LEAST_MESSAGE);
  return `${truncated(text, Math.max(0, withBar ? room - bar.length : room), screen)} ${withBar ? bar : ''}${figures}`;
}

function barOf(done: number, total: number, columns: number): string {
  const width = Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, Math.floor(columns * SHARE_OF_BAR)));
  const filled = Math.round((width * done) / total);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
}

/** `12 s left`, or what has passed while the rest is not known. */
function timeOf(done: number, total: number, elapsed: number, since: number): string {
  const rest = restTime(done, total, elapsed - since, since);
  return rest === null ? duration(elapsed) : `${duration(rest)} left`;
}
