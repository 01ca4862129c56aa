// The spikes of a network during a trial: a raster with a band for each population.

import { h } from "./dom.js";
import { count, number } from "./format.js";
import { colour } from "./theme.js";

const WIDTH = 640;
const LEFT = 92;
const BOTTOM = 26;
const GAP = 10;
/** Height of a band: small populations get a row that one can see, large ones share pixels. */
const band = (neurons) => Math.min(170, Math.max(26, neurons * 7));

/**
 * @param trial as the API records it, with its populations
 * @param duration of a trial, in ms
 */
export function trialFigure(trial, duration, nameOf) {
  const outcome = trial.predicted === null ? "no prediction" : trial.predicted === trial.label ? `predicted ${nameOf(trial.predicted)}, right` : `predicted ${nameOf(trial.predicted)}`;
  const title = [`Sample ${trial.sample}`, trial.label === null ? null : `class ${nameOf(trial.label)}`, outcome,
    trial.confidence === null ? null : `confidence ${(100 * trial.confidence).toFixed(0)} %`].filter(Boolean).join(", ");
  const canvas = raster(trial.populations, duration, title);
  return h("figure", { class: "chart figure" },
    h("figcaption", { class: trial.predicted === trial.label ? null : "missed" }, title), canvas,
    h("p", { class: "muted" }, trial.populations.map((one) => `${one.population}: ${count(one.times.length)} spikes`).join(", ")));
}

function raster(populations, duration, title) {
  const last = Math.max(duration, ...populations.flatMap((one) => (one.times.length === 0 ? [] : [one.times.at(-1)])));
  const heights = populations.map((one) => band(one.neurons));
  const height = heights.reduce((sum, one) => sum + one + GAP, 0) + BOTTOM;
  const canvas = h("canvas", { width: 2 * WIDTH, height: 2 * height, role: "img", "aria-label": `${title}: spikes of ${populations.map((one) => `${one.neurons} neurons ${one.population}`).join(", ")} over ${number(last)} ms` });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  context.font = "12px system-ui";
  const right = WIDTH - 10;
  let top = 2;
  populations.forEach((one, k) => {
    const tall = heights[k];
    context.strokeStyle = colour("line");
    context.strokeRect(LEFT, top, right - LEFT, tall);
    context.fillStyle = colour("muted");
    context.textAlign = "right";
    context.fillText(one.population.length > 12 ? `${one.population.slice(0, 11)}…` : one.population, LEFT - 8, top + 13);
    if (tall > 30) context.fillText(String(one.neurons), LEFT - 8, top + 28);
    context.fillStyle = colour(`curve-${k % 8}`);
    const tick = Math.max(2, Math.min(6, tall / one.neurons));
    for (let i = 0; i < one.times.length; i++) {
      const x = LEFT + (one.times[i] / last) * (right - LEFT - 3);
      const y = top + tall - ((one.units[i] + 1) / one.neurons) * (tall - 1);
      context.fillRect(x, y, 1.6, tick);
    }
    top += tall + GAP;
  });
  context.fillStyle = colour("muted");
  context.textAlign = "center";
  for (let i = 0; i <= 4; i++) {
    context.fillText(`${number(Number(((last * i) / 4).toPrecision(3)))}${i === 4 ? " ms" : ""}`, LEFT + ((right - LEFT - 26) * i) / 4, height - 8);
  }
  return canvas;
}
