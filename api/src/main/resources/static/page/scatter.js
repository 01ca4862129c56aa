// Results by one parameter: a point for each run, which leads to its job.

import { h, svg } from "./dom.js";
import { metric } from "./format.js";
import { link } from "./router.js";
import { scale } from "./scale.js";

const WIDTH = 620;
const HEIGHT = 300;
const LEFT = 64;
const BOTTOM = HEIGHT - 40;

export function scatter({ title, axis, runs, objective, short }) {
  const x = scale(runs.map((run) => run.parameters[axis]), LEFT + 20, WIDTH - 24);
  const y = scale(runs.map((run) => run.value), BOTTOM - 10, 16);
  const points = runs.map((run) => {
    const value = `run ${run.run}: ${short(axis)} ${JSON.stringify(run.parameters[axis])}, ${metric(objective, run.value)}`;
    const dot = svg("circle", { cx: x.at(run.parameters[axis]), cy: y.at(run.value), r: 5, "fill-opacity": 0.75, style: { fill: "var(--curve-0)" } }, svg("title", null, value));
    return run.job === null ? dot : svg("a", { href: link(["jobs", run.job]), "aria-label": value }, dot);
  });
  return h("figure", { class: "chart figure" }, h("figcaption", null, title),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": title },
      y.ticks.map((tick) => [svg("line", { class: "grid", x1: LEFT, x2: WIDTH - 8, y1: tick.at, y2: tick.at }),
        svg("text", { x: LEFT - 8, y: tick.at + 4, "text-anchor": "end" }, tick.text)]),
      x.ticks.map((tick) => svg("text", { x: tick.at, y: BOTTOM + 18, "text-anchor": "middle" }, tick.text)),
      svg("line", { class: "axis", x1: LEFT, x2: WIDTH - 8, y1: BOTTOM, y2: BOTTOM }), points));
}
