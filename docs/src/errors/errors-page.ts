import { ERROR_TEXTS } from './error-texts.js';
import { type ThrownCode, thrownCodes } from './thrown-codes.js';

/** Exit code of the command and status of the HTTP answer, by the kind of an error. */
const OUTCOMES: Readonly<Record<string, string>> = {
  usage: 'exit code 2, HTTP 400',
  refused: 'exit code 3, HTTP 422',
  failed: 'exit code 1, HTTP 500',
  conflict: 'exit code 1, HTTP 409',
};

/** Codes that HTTP answers with a status of their own. */
const STATUSES: Readonly<Record<string, string>> = {
  user_not_found: 'exit code 1, HTTP 404',
  predictions_not_ready: 'exit code 1, HTTP 503',
};

/** Kinds of codes that are declared as data, by the package that declares them. */
const DECLARED: Readonly<Record<string, string>> = { 'gcp-adapters': 'failed', 'warehouse-sql': 'usage', cli: 'usage' };

/** The reference of errors: an entry for each code, by topic. */
export function errorsPage(): string {
  const thrown = new Map(thrownCodes().map((entry) => [entry.code, entry]));
  const topics = Object.entries(ERROR_TEXTS).map(([topic, texts]) =>
    [
      `## ${topic}`,
      ...Object.entries(texts).map(
        ([code, text]) => `### \`${code}\`\n\n${text}\n\n*${outcomeOf(thrown.get(code) ?? noPlace(code))}*`,
      ),
    ].join('\n\n'),
  );
  return `# Errors

Every error has a stable code, a message, and a hint at what to do. With \`--json\` they are printed as
\`{"error":{"code","message","hint"}}\`; over HTTP they are the body of the answer, without paths and ids of processes. Whatever
the error, a job leaves all of its result or none. Codes are added, never renamed.

${topics.join('\n\n')}
`;
}

function outcomeOf({ code, kinds, packages }: ThrownCode): string {
  if (code in STATUSES) return STATUSES[code]!;
  const known = kinds.length > 0 ? kinds : packages.flatMap((name) => DECLARED[name] ?? []);
  return [...new Set(known.map((kind) => OUTCOMES[kind] ?? kind))].join('; ');
}

function noPlace(code: string): never {
  throw new Error(`The error ${code} is explained, but no source throws it.`);
}
