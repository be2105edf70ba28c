import { expect, it } from 'vitest';
import { escaped, html } from '../../src/report/html.js';

it('escapes values and leaves markup as it is', () => {
  const inner = html`<b title="${`"'`}">${'<&>'}</b>`;
  expect(inner.text).toBe('<b title="&quot;&#39;">&lt;&amp;&gt;</b>');
  expect(html`<p>${inner}${[1, inner]}</p>`.text).toBe(`<p>${inner.text}1${inner.text}</p>`);
});

it('writes nothing for what is not there, and 0 for 0', () => {
  expect(html`${null}${undefined}${false}${0}`.text).toBe('0');
});

it('cannot be misled by what looks escaped', () => {
  expect(escaped('&lt;')).toBe('&amp;lt;');
});
