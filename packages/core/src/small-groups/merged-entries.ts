/** Rows that are alike: a key by which they are ordered, how many they are, and sums over them. */
export interface OrderedEntry {
  readonly key: number;
  readonly n: number;
  readonly sums: readonly number[];
}

/**
 * Neighbouring entries together, so that each group has at least `least` rows; an entry that has them stays as it is, if its neighbours can do
 * without it. None where there are fewer rows in all. The reference for `mergedEntriesSql` of the warehouses.
 *
 * A *run* is the small entries between two large ones. One with fewer rows than `least` joins the large entry before it, or the first one. Any other is cut
 * at multiples of a width that leaves no part too small: an entry belongs where its first row lies, and the last part takes what remains.
 */
export function mergedEntries(entries: readonly OrderedEntry[], least: number): Omit<OrderedEntry, 'key'>[] {
  const sorted = [...entries].sort((a, b) => a.key - b.key);
  const runs: { readonly large: OrderedEntry | null; readonly small: OrderedEntry[] }[] = [{ large: null, small: [] }];
  for (const entry of sorted) {
    if (entry.n >= least) runs.push({ large: entry, small: [] });
    else runs.at(-1)!.small.push(entry);
  }
  const groups = new Map<string, OrderedEntry[]>();
  const add = (key: string, entry: OrderedEntry) => groups.set(key, [...(groups.get(key) ?? []), entry]);
  runs.forEach(({ large, small }, run) => {
    const whole = `${Math.max(run, 1)} whole`;
    if (large !== null) add(whole, large);
    const rows = small.reduce((sum, { n }) => sum + n, 0);
    const width = least + Math.max(0, ...small.map(({ n }) => n)) - 1;
    const last = Math.max(0, Math.floor(rows / width) - 1);
    let before = 0;
    for (const entry of small) {
      add(rows < least ? whole : `${run} ${Math.min(last, Math.floor(before / width))}`, entry);
      before += entry.n;
    }
  });
  return [...groups.values()]
    .map((members) => ({
      n: members.reduce((sum, { n }) => sum + n, 0),
      sums: members[0]!.sums.map((_, place) => members.reduce((sum, { sums }) => sum + sums[place]!, 0)),
    }))
    .filter(({ n }) => n >= least);
}
