import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { inRepository, packageSources } from '../repository.js';

/** The classes that carry a code, with the place of the code among the arguments of their constructors. */
const ERROR_CLASSES: Readonly<Record<string, number>> = { PropensityError: 0, HttpError: 1 };

/** An error code as the sources throw it. */
export interface ThrownCode {
  readonly code: string;
  /** Kinds of the errors that carry it: `usage`, `refused`, `failed`, `conflict`; `HTTP 413` where it is HTTP's alone. */
  readonly kinds: readonly string[];
  /** Packages that throw it. */
  readonly packages: readonly string[];
}

/** Every error code of the packages' sources, in alphabetical order. */
export function thrownCodes(): ThrownCode[] {
  const found = new Map<string, { kinds: Set<string>; packages: Set<string> }>();
  for (const path of packageSources()) {
    const name = inRepository(path).split('/')[1]!;
    for (const { code, kind } of codesOf(path, readFileSync(path, 'utf8'))) {
      const entry = found.get(code) ?? { kinds: new Set(), packages: new Set() };
      if (kind !== null) entry.kinds.add(kind);
      entry.packages.add(name);
      found.set(code, entry);
    }
  }
  return [...found]
    .map(([code, { kinds, packages }]) => ({ code, kinds: [...kinds].sort(), packages: [...packages].sort() }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

interface FoundCode {
  readonly code: string;
  /** Null where the place does not say. */
  readonly kind: string | null;
}

/**
 * The codes of one source file: those that a constructor of an error is given, those that a function which passes its parameter
 * `code` on is called with, and those of declarations `{ code: '…' }`.
 * @throws Error where a constructor is given an expression from which no code can be read
 */
export function codesOf(path: string, text: string): FoundCode[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const passing = functionsWithCode(file);
  const found: FoundCode[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text in ERROR_CLASSES) {
      const place = ERROR_CLASSES[node.expression.text]!;
      const argument = node.arguments?.[place];
      if (argument !== undefined) {
        const codes = literalsOf(argument);
        if (codes.length === 0 && !isCodeOfAnother(argument)) {
          throw new Error(`${path}: no code can be read from ${argument.getText()}.`);
        }
        for (const code of codes) found.push({ code, kind: kindOf(node, place) });
      }
    }
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText().replace(/^this\./, '');
      const declared = passing.get(name);
      const argument = declared && node.arguments[declared.place];
      if (argument) for (const code of literalsOf(argument)) found.push({ code, kind: declared.kind });
    }
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') {
      for (const code of literalsOf(node.initializer)) found.push({ code, kind: kindIn(node.parent) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.filter(({ code }) => /^[a-z]+(_[a-z0-9]+)+$|^(stopping|cancelled|misconfigured|usage)$/.test(code));
}

/** Functions of the file with a parameter `code`: its place, and the kind of the error that they make. */
function functionsWithCode(file: ts.SourceFile): Map<string, { place: number; kind: string | null }> {
  const found = new Map<string, { place: number; kind: string | null }>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const place = node.parameters.findIndex((parameter) => parameter.name.getText() === 'code');
      const name = node.name?.getText() ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : '');
      if (place >= 0 && name !== '') found.set(name, { place, kind: kindIn(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function literalsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  return ts.isAsExpression(node) || ts.isParenthesizedExpression(node) ? literalsOf(node.expression) : [];
}

/** `code` and `error.code`: what another place gave. */
function isCodeOfAnother(node: ts.Expression): boolean {
  return (ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '') === 'code';
}

function kindOf(node: ts.NewExpression, place: number): string | null {
  if (place === 1) return ts.isNumericLiteral(node.arguments![0]!) ? `HTTP ${node.arguments![0]!.getText()}` : null;
  return kindIn(node) ?? (/\bkind\b/.test(node.getText()) ? null : 'failed');
}

function kindIn(node: ts.Node): string | null {
  return /\bkind: '(\w+)'/.exec(node.getText())?.[1] ?? null;
}
