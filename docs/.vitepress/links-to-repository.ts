import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import packageJson from '../../package.json' with { type: 'json' };

/** The address of the repository, which stands in the root's package.json alone. */
export const REPOSITORY = packageJson.repository.url.replace(/^git\+|\.git$/g, '');

/** Links that leave the folder of the pages, such as `../README.md`, lead to the repository. */
export function linksToRepository(md: MarkdownRenderer): void {
  md.core.ruler.push('links-to-repository', ({ tokens, env }) => {
    const folder = posix.join('docs', posix.dirname(String(env.relativePath)));
    for (const link of tokens.flatMap(({ children }) => children ?? [])) {
      const href = link.type === 'link_open' ? (link.attrGet('href') ?? '') : '';
      if (!href.startsWith('.')) continue;
      const path = posix.join(folder, href);
      if (!path.startsWith('docs/')) link.attrSet('href', `${REPOSITORY}/blob/main/${path}`);
    }
  });
}
