import { commandLine } from '../../src/commands/command-line.js';

const INVOCATION = /^(?:npx (?:-y |--yes )?|npm run -s )?propensity(?: --(?= )|(?![\w.:/@-]))/;

/** The arguments of every `propensity …` in a text of shell. */
export function commandLinesIn(text: string): string[][] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) =>
    statementsOf(line).flatMap((statement) => {
      const call = statement.trim().replace(/^(?:\$ |exec |sudo )*(?:[A-Z_]+=\S+ )*/, '');
      const match = INVOCATION.exec(call);
      return match === null ? [] : [wordsOf(call.slice(match[0].length))];
    }),
  );
}

/** Parts of a line that the shell runs one after the other; a comment is none. */
function statementsOf(line: string): string[] {
  const parts = [''];
  let quote = '';
  for (const [index, char] of [...line].entries()) {
    if (quote === '' && char === '#' && /(^|\s)$/.test(line.slice(0, index))) break;
    if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : '';
    if (quote === '' && /[;&|()]/.test(char)) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

function wordsOf(text: string): string[] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const end = words.findIndex((word) => /^[<>]|^2>/.test(word));
  return (end < 0 ? words : words.slice(0, end)).map((word) => word.replace(/["']/g, ''));
}

/** Why the command line is refused; null where it is not. */
export async function faultOfCommandLine(args: readonly string[]): Promise<string | null> {
  // `propensity --help` and the like end by an error too, which is none.
  const { program } = commandLine();
  try {
    await program.parseAsync([...args], { from: 'user' });
    return null;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return /^commander\.(help|helpDisplayed|version)$/.test(code ?? '') ? null : message;
  }
}
