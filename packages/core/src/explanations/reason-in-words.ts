/** `Sessions in the last 7 days: 12 – raises the odds 2.3 times.` */
export function reasonInWords(meaning: string, value: number | string | boolean | null, contribution: number): string {
  const subject = meaning.replace(/\.$/, '');
  const shown = value === null ? 'missing' : typeof value === 'number' ? roundedTo3(value) : String(value);
  const factor = Math.exp(Math.abs(contribution));
  if (factor < 1.005) return `${subject}: ${shown} – makes no difference.`;
  return `${subject}: ${shown} – ${contribution > 0 ? 'raises' : 'lowers'} the odds ${roundedTo3(factor)} times.`;
}

/** Whole numbers as they are, others to three significant digits. */
function roundedTo3(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
