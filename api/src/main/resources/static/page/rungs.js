// Successive halving: a bar for each run up to the epoch that it has reached, across the rungs.

import { h, svg } from "./dom.js";
import { words } from "./format.js";

const WIDTH = 620;
const LEFT = 46;
const ROW = 14;
const TOP = 26;

const COLOURS = { SUCCEEDED: "curve-2", RUNNING: "curve-0", CANCELLED: "curve-7", FAILED: "curve-1" };

export function rungs({ title, runs, epochs }) {
  const most = Math.max(...epochs, ...runs.map((run) => run.epoch), 1);
  const height = TOP + ROW * runs.length + 8;
  const x = (epoch) => LEFT + (epoch / most) * (WIDTH - LEFT - 12);
  const longest = runs.toSorted((a, b) => b.epoch - a.epoch || a.run - b.run);
  return h("figure", { class: "chart figure" }, h("figcaption", null, title),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `${title}: rungs at ${epochs.join(", ")} epochs. The table of runs has the values.` },
      longest.map((run, i) => [
        svg("text", { x: LEFT - 6, y: TOP + ROW * i + 11, "text-anchor": "end" }, String(run.run)),
        svg("rect", { x: LEFT, y: TOP + ROW * i + 2, width: Math.max(1, x(run.epoch) - LEFT), height: ROW - 4, rx: 2, style: { fill: `var(--${COLOURS[run.state] ?? "curve-4"})` } },
          svg("title", null, `run ${run.run}: ${run.epoch} epochs, ${run.stoppedBySweep ? "stopped by halving" : words(run.state ?? "deleted")}`)),
      ]),
      epochs.map((epoch) => [svg("line", { class: "axis", "stroke-dasharray": "4 3", x1: x(epoch), x2: x(epoch), y1: TOP - 4, y2: height }),
        svg("text", { x: x(epoch), y: TOP - 10, "text-anchor": epoch === most ? "end" : "middle" }, `${epoch}`)])));
}
