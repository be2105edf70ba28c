import type { MarkdownRenderer } from 'vitepress';

/** TypeDoc marks rows of tables with anchors in HTML, which pages do not have. */
export function withoutAnchors(md: MarkdownRenderer): void {
  md.core.ruler.before('inline', 'without-anchors', ({ tokens }) => {
    for (const token of tokens) token.content = token.content.replace(/<a id="[^"]*"><\/a> /g, '');
  });
}
