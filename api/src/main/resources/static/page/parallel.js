// Parallel coordinates: a line for each run across its parameters to its result.

import { h, svg } from "./dom.js";
import { scale, shade } from "./scale.js";

const WIDTH = 620;
const HEIGHT = 300;
const TOP = 44;
const BOTTOM = HEIGHT - 14;
const SIDE = 60;

export function parallel({ title, axes, runs, objective, goal, short }) {
  const all = [...axes.map((pointer) => ({ title: short(pointer), of: (run) => run.parameters[pointer] })), { title: objective, of: (run) => run.value }];
  const values = runs.map((run) => run.value);
  all.forEach((axis, i) => {
    axis.x = SIDE + (i / (all.length - 1)) * (WIDTH - 2 * SIDE);
    axis.scale = scale(runs.map(axis.of), BOTTOM, TOP);
  });
  const isBetter = (a, b) => (goal === "max" ? a.value - b.value : b.value - a.value);
  const lines = runs.toSorted(isBetter).map((run) => svg("polyline", {
    points: all.map((axis) => `${axis.x},${axis.scale.at(axis.of(run)).toFixed(1)}`).join(" "),
    fill: "none", "stroke-width": 1.6, "stroke-opacity": 0.8, style: { stroke: shade(run.value, values, goal) },
  }, svg("title", null, `run ${run.run}: ${all.map((axis) => `${axis.title} ${JSON.stringify(axis.of(run))}`).join(", ")}`)));
  const frames = all.map((axis) => svg("g", null,
    svg("line", { class: "axis", x1: axis.x, x2: axis.x, y1: TOP, y2: BOTTOM }),
    svg("text", { x: axis.x + anchor(axis, all).shift, y: TOP - 22, "text-anchor": anchor(axis, all).side, "font-weight": 600 }, axis.title),
    axis.scale.ticks.map((tick) => svg("text", { class: "over", x: axis.x + 6, y: tick.at + 4 }, tick.text))));
  return h("figure", { class: "chart figure" }, h("figcaption", null, title),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}: ${runs.length} runs over ${all.map((axis) => axis.title).join(", ")}. The table of runs has the values.` }, lines, frames));
}

/** The titles of the outer axes stay within the picture. */
function anchor(axis, all) {
  if (axis === all[0]) return { side: "start", shift: -SIDE + 8 };
  return axis === all.at(-1) ? { side: "end", shift: SIDE - 8 } : { side: "middle", shift: 0 };
}
