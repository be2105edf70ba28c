import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Definition, Heading, Image, Link } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { ROOT } from '../../src/repository.js';
import type { Page } from './pages.js';

/** Faults of the links and pictures of pages: places that are not there, and headings that the place does not have. */
export function linkFaults(pages: readonly Page[], made: readonly Page[], madeFiles: ReadonlySet<string>): string[] {
  const anchorsOf = new Map([...pages, ...made].map((page) => [page.path, anchors(page)]));
  return [...pages, ...made].flatMap((page) =>
    linksOf(page).flatMap(({ place, url }) => {
      const fault = faultOf(page.path, url, anchorsOf, madeFiles);
      return fault === null ? [] : [`${place}: ${fault}`];
    }),
  );
}

function faultOf(
  from: string,
  url: string,
  anchorsOf: ReadonlyMap<string, ReadonlySet<string>>,
  madeFiles: ReadonlySet<string>,
): string | null {
  if (/^(https?:|mailto:)/.test(url)) return URL.canParse(url) ? null : `${url} is no address`;
  const [path, anchor] = url.split('#') as [string, string | undefined];
  const target = path === '' ? from : pathOf(from, path);
  // The pages of the API are made by TypeDoc; the build of the site checks links to them.
  if (target.startsWith('docs/reference/api/')) return null;
  if (!madeFiles.has(target) && !existsSync(join(ROOT, target))) return `${url} is not there`;
  if (anchor === undefined || anchorsOf.get(target)?.has(anchor) === true) return null;
  return `${url}: there is no such heading`;
}

/** From the folder of the repository on; what begins with a slash stands in the site's folder of files. */
function pathOf(from: string, path: string): string {
  return path.startsWith('/') ? `docs/public${path}` : posix.join(posix.dirname(from), decodeURI(path));
}

function linksOf({ path, tree }: Page): { place: string; url: string }[] {
  const found: { place: string; url: string }[] = [];
  visit(tree, ['link', 'image', 'definition'], (node) => {
    const { url, position } = node as Link | Image | Definition;
    found.push({ place: `${path}:${position!.start.line}`, url });
  });
  return found;
}

function anchors({ tree }: Page): Set<string> {
  const slugger = new GithubSlugger();
  const found = new Set<string>();
  visit(tree, 'heading', (node: Heading) => {
    found.add(slugger.slug(textOf(node)));
  });
  return found;
}
