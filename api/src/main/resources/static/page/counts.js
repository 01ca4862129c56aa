// What data hold: counts, the samples of each class, and warnings.

import { h } from "./dom.js";
import { count, number } from "./format.js";
import { facts } from "./widgets.js";

export function warnings(list) {
  return list.length > 0 && h("ul", { class: "warnings" }, list.map((one) => h("li", null, one.message)));
}

/** @param counts null or absent where there are none, as of models */
export function countsOf(counts) {
  if (!counts) return null;
  const range = (quantiles, unit) => quantiles && `${number(quantiles.least)} … median ${number(quantiles.median)} … ${number(quantiles.most)}${unit}`;
  return [
    facts([
      ["samples", count(counts.samples)],
      ["spikes", counts.spikes === undefined ? null : count(counts.spikes)],
      ["empty samples", counts.emptySamples === undefined ? null : count(counts.emptySamples)],
      ["spikes per sample", range(counts.spikesPerSample, "")],
      ["times of spikes", range(counts.timesMs, " ms")],
      ["speakers", counts.speakers.length === 0 ? null : String(counts.speakers.length)],
    ]),
    counts.classes.length > 0 && h("details", { open: counts.classes.length <= 20 }, h("summary", null, `${counts.classes.length} classes`), classBars(counts.classes)),
  ];
}

function classBars(classes) {
  const most = Math.max(...classes.map((one) => one.samples));
  return h("table", { class: "bars" }, h("caption", { class: "hidden" }, "Samples by class"),
    h("tbody", null, classes.map((one) => h("tr", null,
      h("th", { scope: "row" }, one.name ?? String(one.label)),
      h("td", null, h("div", { class: "bar", style: { width: `${(100 * one.samples) / most}%` } })),
      h("td", { class: "number" }, count(one.samples))))));
}
