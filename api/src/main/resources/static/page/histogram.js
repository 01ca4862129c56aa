// Histograms as bars, with their ends named.

import { h, svg } from "./dom.js";
import { count, number } from "./format.js";

const WIDTH = 480;
const HEIGHT = 150;
const BOTTOM = 22;

/** @param histogram as the API has it: equal bins between from and to */
export function histogramFigure(title, about, { from, to, counts }) {
  const most = Math.max(...counts, 1);
  const width = WIDTH / counts.length;
  const floor = HEIGHT - BOTTOM;
  const label = (i) => `${number(from + ((to - from) * i) / counts.length)} to ${number(from + ((to - from) * (i + 1)) / counts.length)}: ${count(counts[i])}`;
  return h("figure", { class: "chart figure" },
    h("figcaption", null, title),
    h("p", { class: "muted" }, about),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}: ${about}` },
      counts.map((n, i) => n > 0 && svg("rect", { class: "column", x: i * width + 0.5, y: floor - Math.max(2, (n / most) * (floor - 4)), width: Math.max(width - 1, 1), height: Math.max(2, (n / most) * (floor - 4)) },
        svg("title", null, label(i)))),
      svg("line", { class: "axis", x1: 0, y1: floor, x2: WIDTH, y2: floor }),
      svg("text", { x: 0, y: HEIGHT - 6 }, number(from)),
      svg("text", { x: WIDTH, y: HEIGHT - 6, "text-anchor": "end" }, number(to))));
}
