import displayWidth from 'fast-string-width';
import { wrap } from './layout.js';
import type { Screen } from './screen.js';
import { tint } from './tint.js';

const CONTINUED = ' \\';

/**
 * A command to type, behind `lead`. One that is too long is broken as a shell reads it, so that it can still be copied;
 * quoted words stay whole.
 */
export function commandLine(command: string, screen: Screen, lead = ''): string[] {
  const room = screen.columns - displayWidth(lead);
  if (displayWidth(command) <= room) return [lead + tint('command', command, screen)];
  const indent = `${' '.repeat(displayWidth(lead))}  `;
  const lines = wrap(joinQuoted(command), room - 2 - CONTINUED.length).map((line) => line.replaceAll(HELD, ' '));
  return lines.map(
    (line, index) =>
      (index === 0 ? lead : indent) + tint('command', line, screen) + (index === lines.length - 1 ? '' : CONTINUED),
  );
}

/** `Next: propensity train`. */
export function nextCommand(command: string, screen: Screen): string[] {
  return commandLine(command, screen, 'Next: ');
}

/** A character that no command holds, in the place of spaces within quotes. */
const HELD = '\u0000';

function joinQuoted(command: string): string {
  return command.replace(/"[^"]*"|'[^']*'/g, (quoted) => quoted.replaceAll(' ', HELD));
}
