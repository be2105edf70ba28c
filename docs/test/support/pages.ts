import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code, InlineCode, Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { DOCS, filesBelow, inRepository, ROOT } from '../../src/repository.js';

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter);

/** A page of Markdown. */
export interface Page {
  /** From the folder of the repository on. */
  readonly path: string;
  readonly tree: Root;
}

export function parsePage(path: string, text: string): Page {
  return { path, tree: parser.parse(text) };
}

/** Every page that people wrote: the README, how to contribute, those of the site, of packages and of examples. */
export function writtenPages(): Page[] {
  const made = join(DOCS, 'reference');
  const files = [
    join(ROOT, 'README.md'),
    join(ROOT, 'CONTRIBUTING.md'),
    ...filesBelow(DOCS, '.md').filter((file) => !file.startsWith(made)),
    ...['packages', 'examples', 'bench'].flatMap((folder) => filesBelow(join(ROOT, folder), 'README.md')),
  ];
  return files.map((file) => parsePage(inRepository(file), readFileSync(file, 'utf8')));
}

/** A block of code of a page. */
export interface CodeBlock {
  /** `docs/start.md:12` */
  readonly place: string;
  /** The first word behind the fence; empty for an indented block. */
  readonly language: string;
  /** The words behind the language. */
  readonly marks: readonly string[];
  readonly text: string;
}

export function codeBlocks({ path, tree }: Page): CodeBlock[] {
  const found: CodeBlock[] = [];
  visit(tree, 'code', (node: Code) => {
    const { lang, meta, value, position } = node;
    const marks = (meta ?? '').split(' ').filter((mark) => mark !== '');
    found.push({ place: `${path}:${position!.start.line}`, language: lang ?? '', marks, text: value });
  });
  return found;
}

/** Code inside of sentences, with its place. */
export function inlineCodes({ path, tree }: Page): { readonly place: string; readonly text: string }[] {
  const found: { place: string; text: string }[] = [];
  visit(tree, 'inlineCode', (node: InlineCode) => {
    found.push({ place: `${path}:${node.position!.start.line}`, text: node.value });
  });
  return found;
}
