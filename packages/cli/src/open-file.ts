import { spawn } from 'node:child_process';

/** What opens a file on a platform: a command and what stands before the file. */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  // `start` is a word of the shell; its first argument in quotes would be the title of a window.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** The command line that opens a file as a double click would. */
export function openerOf(platform: string, file: string): readonly [string, ...string[]] {
  const [command, ...before] = OPENERS[platform] ?? ['xdg-open'];
  return [command!, ...before, file];
}

/** Opens a file and does not wait for what shows it; false where nothing here can. */
export function openFile(file: string, platform: string = process.platform): Promise<boolean> {
  const [command, ...words] = openerOf(platform, file);
  return new Promise((done) => {
    const child = spawn(command, words, { stdio: 'ignore', detached: true });
    child.once('error', () => done(false));
    child.once('spawn', () => {
      child.unref();
      done(true);
    });
  });
}
