// Samples of data: spikes as dots over time and channel, images as they are.

import { h } from "./dom.js";
import { count, number } from "./format.js";
import { colour } from "./theme.js";

const WIDTH = 480;
const HEIGHT = 240;
const LEFT = 44;
const BOTTOM = 30;

/** A figure of a sample as the API has it, with its label and the number of its spikes. */
export function sampleFigure(sample) {
  const name = sample.className ?? (sample.label === undefined ? null : `class ${sample.label}`);
  const title = [`Sample ${sample.sample}`, name, sample.speaker === undefined ? null : `speaker ${sample.speaker}`,
    sample.spikes === undefined ? null : `${count(sample.spikes)} spikes`].filter(Boolean).join(", ");
  if (sample.pixels) return figure(title, image(sample.pixels, title));
  if (sample.times) return figure(title, spikes(sample, title));
  return h("p", null, title);
}

function figure(title, canvas) {
  return h("figure", { class: "chart figure" }, h("figcaption", null, title), canvas);
}

function image(rows, title) {
  const canvas = h("canvas", { width: rows[0]?.length ?? 1, height: rows.length || 1, class: "pixels", role: "img", "aria-label": title });
  const context = canvas.getContext("2d");
  const data = context.createImageData(canvas.width, canvas.height);
  rows.forEach((row, y) => row.forEach((value, x) => data.data.set([value, value, value, 255], 4 * (y * canvas.width + x))));
  context.putImageData(data, 0, 0);
  return canvas;
}

function spikes({ times, channels, spikes: all }, title) {
  const last = Math.max(...times, 1);
  const most = Math.max(...channels, 1);
  const shown = times.length < (all ?? 0) ? `, ${count(times.length)} of them shown` : "";
  const canvas = h("canvas", { width: 2 * WIDTH, height: 2 * HEIGHT, role: "img", "aria-label": `${title}${shown}: spikes of channels 0 to ${most} over ${number(last)} ms` });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  context.font = "11px system-ui";
  context.fillStyle = colour("muted");
  context.strokeStyle = colour("line");
  context.strokeRect(LEFT, 6, WIDTH - LEFT - 8, HEIGHT - BOTTOM - 6);
  context.textAlign = "right";
  context.fillText(String(most), LEFT - 6, 16);
  context.fillText("0", LEFT - 6, HEIGHT - BOTTOM);
  context.textAlign = "center";
  for (let i = 0; i <= 4; i++) context.fillText(`${number((last * i) / 4)}${i === 4 ? " ms" : ""}`, LEFT + ((WIDTH - LEFT - 24) * i) / 4, HEIGHT - BOTTOM + 16);
  context.save();
  context.translate(12, HEIGHT / 2 - 10);
  context.rotate(-Math.PI / 2);
  context.fillText("channel", 0, 0);
  context.restore();
  context.fillStyle = colour("curve-0");
  const size = times.length > 2000 ? 1.2 : times.length > 200 ? 2 : 4;
  for (let i = 0; i < times.length; i++) {
    const x = LEFT + (times[i] / last) * (WIDTH - LEFT - 12);
    const y = HEIGHT - BOTTOM - 4 - (channels[i] / most) * (HEIGHT - BOTTOM - 18);
    context.fillRect(x, y, size, size);
  }
  return canvas;
}
