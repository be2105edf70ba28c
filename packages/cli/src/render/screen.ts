/** Where text appears: how wide that is, and what it can show. */
export interface Screen {
  /** Columns of text; a line is longer only where it cannot be broken. */
  readonly columns: number;
  /** Whether it shows more than ASCII. */
  readonly unicode: boolean;
  /** Whether it shows colours. */
  readonly colour: boolean;
}

/** What a stream says of the terminal behind it; nothing where it is a pipe or a file. */
export interface TerminalFacts {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_COLUMNS = 80;
/** Tables still stand in so many columns. */
const LEAST_COLUMNS = 40;
/** Longer lines are hard to read, however wide the terminal is. */
const MOST_COLUMNS = 120;

/** The screen behind a stream: of its terminal, else as the environment says, else 80 columns without colours. */
export function screenOf(stream: TerminalFacts, env: Environment): Screen {
  return { columns: columnsOf(stream, env), unicode: showsUnicode(env), colour: showsColour(stream, env) };
}

function columnsOf({ columns }: TerminalFacts, env: Environment): number {
  if (columns !== undefined && columns > 0) return Math.max(LEAST_COLUMNS, Math.min(columns, MOST_COLUMNS));
  const given = Number(env.COLUMNS);
  return Number.isInteger(given) && given > 0 ? Math.max(LEAST_COLUMNS, given) : DEFAULT_COLUMNS;
}

/** By the locale, the first of the three that is set; Windows terminals are given UTF-16 by Node, whatever the locale. */
function showsUnicode(env: Environment): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  return env.OS === 'Windows_NT' || /utf-?8/i.test(locale ?? 'C');
}

/** `FORCE_COLOR` decides where it is set, then `NO_COLOR`, then whether it is a terminal. @see https://no-color.org */
function showsColour({ isTTY }: TerminalFacts, env: Environment): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return isTTY === true && env.TERM !== 'dumb';
}
