/** The entry of each row, in the order of the entries. @param counts rows of each entry, whole numbers */
export function entriesOfRows(counts: Float64Array): Uint32Array {
  const rows = new Uint32Array(counts.reduce((sum, count) => sum + count, 0));
  let row = 0;
  counts.forEach((count, entry) => {
    rows.fill(entry, row, row + count);
    row += count;
  });
  return rows;
}
