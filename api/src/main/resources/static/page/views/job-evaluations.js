// Evaluations: how good the trained network is on which data, class by class; its rates and weights.

import { get, post } from "../api.js";
import { confusionTable } from "../confusion.js";
import { h, problem, replace } from "../dom.js";
import { ago, count, metric, number, time } from "../format.js";
import { histogramFigure } from "../histogram.js";
import { Table } from "../table.js";
import { action, facts, labelled, select } from "../widgets.js";
import { trainedNetworks } from "./job-trained.js";

export function evaluationTab({ id, signal, current }, caller) {
  return {
    id: "evaluations", title: "Evaluations",
    show: async (panel) => {
      const detail = h("section", { "aria-label": "Evaluation" });
      const list = new Table(null, {
        caption: "Evaluations", key: (one) => one.number, empty: "No evaluations yet.",
        columns: [
          { id: "number", title: "Number", number: true, cell: (one) => String(one.number) },
          { id: "network", title: "Network", cell: (one) => networkOf(one) },
          { id: "data", title: "Data", cell: (one) => `${one.split}${one.dataset === null ? "" : ", other data"}` },
          { id: "samples", title: "Samples", number: true, cell: (one) => count(one.samples) },
          { id: "accuracy", title: "Accuracy", number: true, cell: (one) => metric("accuracy", one.accuracy) },
          { id: "loss", title: "Loss", number: true, cell: (one) => number(one.loss) },
          { id: "made", title: "Made", cell: (one) => h("time", { datetime: one.createdAt, title: time(one.createdAt) }, ago(one.createdAt)) },
          { id: "show", title: "Result", cell: (one) => action("Show", () => open(one.number), { label: `Show evaluation ${one.number}` }) },
        ],
      });
      const open = async (number) => replace(detail, result(await get(`jobs/${id}/evaluations/${number}`, signal)));
      const read = async () => {
        const { evaluations } = await get(`jobs/${id}/evaluations`, signal);
        list.set(evaluations);
        return evaluations;
      };
      try {
        replace(panel, caller.scopes.includes("submitter") && (await form(read, open)), list.element, detail);
        const evaluations = await read();
        if (evaluations.length > 0) await open(evaluations[0].number);
      } catch (e) {
        if (e.name === "AbortError") return;
        replace(detail, problem(e));
        if (e.status === undefined) throw e;
      }
    },
  };

  async function form(read, open) {
    const networks = await trainedNetworks(id, current(), signal);
    if (networks.length === 0) return h("p", { class: "muted" }, "There is nothing to evaluate before the first checkpoint.");
    const network = select(networks, networks[0][0], () => {});
    const split = select([["test", "test"], ["validation", "validation"], ["train", "training"]], "test", () => {});
    const limit = h("input", { type: "number", min: 1, placeholder: "all", class: "short" });
    const refusal = h("div", { role: "status" });
    return [h("div", { class: "toolbar" }, labelled("Network", network), labelled("Data", split), labelled("Samples at most", limit),
      action("Evaluate", async () => {
        replace(refusal, h("p", { class: "muted" }, "Running …"));
        try {
          const body = { split: split.value };
          if (network.value !== "") body.checkpoint = Number(network.value);
          if (limit.value !== "") body.limit = Number(limit.value);
          const made = await post(`jobs/${id}:evaluate`, body);
          replace(refusal);
          await read();
          await open(made.number);
        } catch (e) {
          if (e.status === undefined) throw e;
          replace(refusal, problem(e));
        }
      }, { kind: "primary" })), refusal];
  }
}

function networkOf(one) {
  return one.checkpoint === null ? "model" : `checkpoint ${one.checkpoint}, epoch ${one.epoch}`;
}

function result(evaluation) {
  const { result: one } = evaluation;
  return [
    h("h2", null, `Evaluation ${evaluation.number}: ${networkOf(evaluation)}, ${evaluation.split} data`),
    facts([
      ["accuracy", metric("accuracy", one.accuracy)],
      ["loss", number(one.loss)],
      ["samples", one.samples === one.samplesOfSplit ? count(one.samples) : `${count(one.samples)} of ${count(one.samplesOfSplit)}`],
      ["without a prediction", one.unanswered > 0 ? count(one.unanswered) : null],
      ["calibration error", one.calibration?.error === null || one.calibration === null ? null : number(one.calibration.error)],
      ["engine", `${one.engine}, ${number(one.seconds)} s`],
    ]),
    classTable(one.classes),
    one.confusion !== null && confusionTable(one.confusion, one.classes),
    one.calibration !== null && calibrationTable(one.calibration),
    h("h3", null, "Rates"),
    h("div", { class: "charts" }, one.populations.map((each) => histogramFigure(`Spikes per trial of ${each.name}`,
      `${number(each.spikesPerNeuron)} per neuron, ${count(each.silent)} of ${count(each.neurons)} neurons silent`, each.histogram))),
    h("h3", null, "Parameters"),
    h("div", { class: "charts" }, one.parameters.map((each) => histogramFigure(each.name,
      `${count(each.count)} values, mean ${number(each.mean)}, standard deviation ${number(each.sd)}`, each.histogram))),
  ];
}

function classTable(classes) {
  const table = new Table(null, {
    caption: "Classes", key: (score) => score.label, empty: "No classes.",
    columns: [
      { id: "class", title: "Class", value: (score) => score.label, cell: (score) => score.name ?? String(score.label) },
      { id: "samples", title: "Samples", number: true, value: (score) => score.samples, cell: (score) => count(score.samples) },
      { id: "accuracy", title: "Accuracy", number: true, value: (score) => score.accuracy, cell: (score) => share(score.accuracy) },
      { id: "precision", title: "Precision", number: true, value: (score) => score.precision, cell: (score) => share(score.precision) },
      { id: "unanswered", title: "Without a prediction", number: true, value: (score) => score.unanswered, cell: (score) => count(score.unanswered) },
    ],
  });
  table.set(classes);
  return table.element;
}

function share(value) {
  return value === null ? "–" : metric("accuracy", value);
}

/** How often predictions of a confidence are right. */
function calibrationTable({ bins }) {
  const table = new Table(null, {
    caption: "Calibration", key: (bin) => bin.from, empty: "No predictions.",
    columns: [
      { id: "confidence", title: "Confidence", cell: (bin) => `${Math.round(100 * bin.from)} to ${Math.round(100 * bin.to)} %` },
      { id: "samples", title: "Samples", number: true, cell: (bin) => count(bin.samples) },
      { id: "mean", title: "Mean confidence", number: true, cell: (bin) => share(bin.confidence) },
      { id: "right", title: "Right", number: true, cell: (bin) => share(bin.accuracy) },
    ],
  });
  table.set(bins.filter((bin) => bin.samples > 0));
  return h("details", null, h("summary", null, "Calibration"), table.element);
}
