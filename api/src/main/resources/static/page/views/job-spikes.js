// Recordings: what the neurons do while the trained network sees chosen samples.

import { post } from "../api.js";
import { h, problem, replace } from "../dom.js";
import { trialFigure } from "../populations.js";
import { labelled, select } from "../widgets.js";
import { trainedNetworks } from "./job-trained.js";

/** The API records as many at a time. */
const MOST = 50;

export function spikesTab({ id, signal, current }, caller) {
  return {
    id: "spikes", title: "Spikes",
    show: async (panel) => {
      if (!caller.scopes.includes("submitter")) {
        replace(panel, h("p", { class: "muted" }, "Running the network requires a token that may submit jobs."));
        return;
      }
      try {
        const networks = await trainedNetworks(id, current(), signal);
        replace(panel, networks.length === 0 ? h("p", { class: "muted" }, "There is nothing to run before the first checkpoint.") : form(networks));
      } catch (e) {
        if (e.name === "AbortError") return;
        replace(panel, problem(e));
        if (e.status === undefined) throw e;
      }
    },
  };

  function form(networks) {
    const network = select(networks, networks[0][0], () => {});
    const split = select([["test", "test"], ["validation", "validation"], ["train", "training"]], "test", () => {});
    const samples = h("input", { value: "0 1 2 3", required: true, "aria-describedby": "samples-help" });
    const button = h("button", { class: "primary" }, "Record");
    const result = h("div", { role: "status" });
    return [h("form", { class: "toolbar", onsubmit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      replace(result, h("p", { class: "muted" }, "Running …"));
      try {
        const body = { samples: numbers(samples.value), split: split.value };
        if (network.value !== "") body.checkpoint = Number(network.value);
        const { trials } = await post(`jobs/${id}:record`, body);
        replace(result, h("div", { class: "charts" }, trials.map((trial) => trialFigure(trial, current().resolvedSpec.network.duration, String))));
      } catch (e) {
        if (e.status === undefined) throw e;
        replace(result, problem(e));
      } finally {
        button.disabled = false;
      }
    } }, labelled("Network", network), labelled("Data", split), labelled("Samples", samples), button,
    h("span", { class: "muted", id: "samples-help" }, `up to ${MOST} numbers from 0, such as "0 5 17" or "0-9"`)), result];
  }
}

/** "0 5 8-10" as numbers. What is neither a number nor a range is sent as it is, for the service to name it. */
function numbers(text) {
  return text.split(/[\s,]+/).filter(Boolean).flatMap((word) => {
    const [, from, to] = /^(\d+)-(\d+)$/.exec(word) ?? [];
    if (from === undefined) return [/^\d+$/.test(word) ? Number(word) : word];
    const length = Math.min(MOST + 1, Number(to) - Number(from) + 1);
    return Array.from({ length: Math.max(0, length) }, (_, i) => Number(from) + i);
  });
}
