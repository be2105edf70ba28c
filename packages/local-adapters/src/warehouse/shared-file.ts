/** What the warehouses of this process that have one file open know together. */
export interface SharedFile {
  /** How many have it open. */
  holders: number;
  /** The file was not there before this process opened it. */
  created: boolean;
  /** Folders that were not there before either, the outermost first. */
  folders: readonly string[];
  /** Somebody's work came to something: what can be computed again is worth keeping too. */
  keepsCaches: boolean;
}

const files = new Map<string, SharedFile>();

/** Counts one more that has the file open; the first begins a new state. */
export function holdFile(path: string): SharedFile {
  const file = files.get(path) ?? { holders: 0, created: false, folders: [], keepsCaches: false };
  file.holders += 1;
  files.set(path, file);
  return file;
}

/** Counts one less. @returns true when nobody in this process has the file open any more */
export function releaseFile(path: string): boolean {
  const file = files.get(path);
  if (file === undefined) return true;
  file.holders -= 1;
  if (file.holders === 0) files.delete(path);
  return file.holders === 0;
}

/** Whether somebody in this process has the file open. */
export function isFileHeld(path: string): boolean {
  return files.has(path);
}
