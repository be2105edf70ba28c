import { type Config, parse, type Spec, View } from 'vega';
import { escaped, Html } from '../html.js';

/** Units of the drawing; the page scales it. */
export const WIDTH = 420;
const HEIGHT = 270;

/** Colours are those of the page, which has others in the dark and on paper. */
export const INK = {
  model: 'var(--model)',
  rule: 'var(--rule)',
  soft: 'var(--soft)',
  line: 'var(--line)',
  paper: 'var(--paper)',
} as const;

/** Of Vega's levels. */
const ERRORS_ONLY = 1;

const FONT = 'system-ui, sans-serif';

const CONFIG: Config = {
  axis: {
    aria: false,
    labelColor: INK.soft,
    titleColor: INK.soft,
    domainColor: INK.line,
    tickColor: INK.line,
    gridColor: INK.line,
    gridOpacity: 0.5,
    labelFont: FONT,
    titleFont: FONT,
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    titlePadding: 8,
  },
  text: { font: FONT, fontSize: 13 },
};

export interface Chart extends Omit<Spec, 'width' | 'autosize' | 'config' | 'title' | 'height'> {
  readonly height?: number;
}

export interface Described {
  /** Unique in the page. */
  readonly id: string;
  /** What it shows. */
  readonly title: string;
  /** What it says, for those who cannot see it. */
  readonly description: string;
}

/** Draws a chart as SVG with a title and a description; it needs no script and no network. */
export async function drawChart({ id, title, description }: Described, chart: Chart): Promise<Html> {
  const spec: Spec = {
    height: HEIGHT,
    padding: 4,
    ...chart,
    width: WIDTH,
    autosize: { type: 'fit', contains: 'padding' },
  };
  const view = new View(parse(spec, CONFIG), { renderer: 'none', logLevel: ERRORS_ONLY });
  const svg = await view.toSVG();
  view.finalize();
  const viewBox = /viewBox="([^"]+)"/.exec(svg)![1]!;
  const drawing = svg.slice(svg.indexOf('>') + 1);
  return new Html(
    `<svg viewBox="${viewBox}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${escaped(title)}</title><desc id="${id}-desc">${escaped(description)}</desc>${drawing}`,
  );
}
