// One sweep: results by configuration, and how runs and parameters relate to them.

import { all, download, get, post, query, remove } from "../api.js";
import { h, replace, toast } from "../dom.js";
import { metric, number, time } from "../format.js";
import { parallel } from "../parallel.js";
import { go, link } from "../router.js";
import { rungs } from "../rungs.js";
import { scatter } from "../scatter.js";
import { Table } from "../table.js";
import { action, badge, facts, heading, jobLink, labelled, poll, progressBar, select } from "../widgets.js";

export async function show({ main, place, signal, caller }) {
  const id = place.path[1];
  let sweep = await get(`sweeps/${id}`, signal);
  const top = h("div");
  const plots = h("div", { class: "charts" });
  const series = h("input", { type: "text", placeholder: sweep.objective.series, maxlength: 200, "aria-label": "Series", onchange: () => read() });
  const parameters = parametersOf(sweep);
  let axis = Object.keys(parameters)[0] ?? null;
  const table = new Table(null, { caption: "Results by configuration", key: (one) => one.configuration, columns: columns(), empty: "No configurations." });
  const runTable = new Table(null, { caption: "Runs", key: (run) => run.run, columns: runColumns(), empty: "No runs." });
  let runs = [];

  replace(main, heading(sweep.name, h("span", { class: "id" }, id)), top,
    h("h2", null, "Results"),
    h("div", { class: "toolbar" }, labelled("Series", series),
      action("Download CSV", () => download(`sweeps/${id}/results${query({ series: series.value.trim() })}`, `${id}.csv`, "text/csv"))),
    table.element,
    Object.keys(parameters).length > 1 && h("div", { class: "toolbar" }, labelled("Parameter of the scatter plot", select(Object.keys(parameters).map((one) => [one, short(one)]), axis, (chosen) => {
      axis = chosen;
      showPlots();
    }))),
    plots, h("h2", null, "Runs"), runTable.element);
  await read();
  document.addEventListener("theme", showPlots, { signal });
  poll(3, signal, () => (sweep.endedAt === null ? read() : undefined));

  async function read() {
    try {
      const [now, results, list] = await Promise.all([
        get(`sweeps/${id}`, signal), get(`sweeps/${id}/results${query({ series: series.value.trim() })}`, signal), all(`sweeps/${id}/runs`, "runs", { signal }),
      ]);
      sweep = now;
      runs = list;
      showTop();
      table.objective = results.objective.series;
      table.set(results.configurations);
      runTable.set(runs);
      showPlots();
    } catch (e) {
      if (signal.aborted) return;
      if (e.status === undefined) throw e;
      toast(e.message, "error");
    }
  }

  function showTop() {
    const mayChange = caller.scopes.includes("admin") || (caller.scopes.includes("submitter") && caller.name === sweep.owner);
    const ask = (verb) => async () => {
      await post(`sweeps/${id}:${verb}`);
      await read();
    };
    const counts = Object.entries(sweep.counts).filter(([, many]) => many > 0).map(([state, many]) => [badge(state), ` ${many} `]);
    replace(top,
      h("div", { class: "actions" },
        mayChange && sweep.state === "RUNNING" && action("Pause", ask("pause")),
        mayChange && sweep.state === "PAUSED" && action("Resume", ask("resume")),
        mayChange && sweep.endedAt === null && action("Cancel", ask("cancel"), { kind: "danger" }),
        h("a", { class: "button", href: link(["jobs"], { sweep: id }) }, "Jobs of this sweep"),
        h("a", { class: "button", href: link(["compare"], { job: bestJobs() }) }, "Compare the best"),
        mayChange && sweep.endedAt !== null && action("Delete", async () => {
          await remove(`sweeps/${id}`);
          go(["sweeps"]);
        }, { kind: "danger", confirm: `Delete ${sweep.name} with all its jobs?` })),
      h("p", { class: "state" }, badge(sweep.state), progressBar(sweep.percent, "Progress"), counts),
      facts([
        ["objective", `${sweep.objective.goal} ${sweep.objective.series}, ${sweep.objective.value} value`],
        ["leading", sweep.best ? `${metric(sweep.objective.series, sweep.best.mean)}${sweep.best.deviation === null ? "" : ` ± ${metric(sweep.objective.series, sweep.best.deviation)}`}` : "–"],
        ["runs", String(sweep.runs)], ["configurations", String(sweep.configurations)],
        ["stopped by halving", sweep.halving ? String(sweep.stoppedBySweep) : null],
        ["owner", sweep.owner], ["submitted", time(sweep.createdAt)],
      ]));
  }

  /** The best run of each of the leading configurations; runs while there is no result. */
  function bestJobs() {
    const ranked = runs.filter((run) => run.job !== null && run.value !== null)
      .sort((a, b) => (sweep.objective.goal === "max" ? b.value - a.value : a.value - b.value));
    return ranked.slice(0, 8).map((run) => run.job);
  }

  function showPlots() {
    const valued = runs.filter((run) => run.value !== null);
    const { series: name, goal } = sweep.objective;
    replace(plots,
      valued.length > 0 && Object.keys(parameters).length > 0 && [
        parallel({ title: "Parameters and results", axes: Object.keys(parameters), runs: valued, objective: name, goal, short }),
        scatter({ title: `${name} by ${short(axis)}`, axis, runs: valued, objective: name, short }),
      ],
      sweep.halving && rungs({ title: "Epochs that runs have reached, and rungs", runs, epochs: sweep.halving.epochs }));
  }

  function columns() {
    return [
      { id: "rank", title: "Rank", number: true, value: (one) => one.rank, cell: (one) => one.rank === null ? "–" : String(one.rank) },
      ...Object.keys(parameters).map((pointer) => ({ id: pointer, title: short(pointer), value: (one) => one.parameters[pointer], cell: (one) => shown(one.parameters[pointer]) })),
      { id: "mean", title: "Mean ± deviation", number: true, value: (one) => one.mean, cell: (one) => one.mean === null ? "–" : `${metric(table.objective, one.mean)}${one.deviation === null ? "" : ` ± ${metric(table.objective, one.deviation)}`}` },
      { id: "n", title: "Runs", number: true, value: (one) => one.n, cell: (one) => `${one.n}/${one.runs}${one.stopped > 0 ? `, ${one.stopped} stopped` : ""}` },
      { id: "range", title: "Worst … best", number: true, cell: (one) => one.best === null ? "–" : `${metric(table.objective, one.worst)} … ${metric(table.objective, one.best)}` },
      { id: "epochs", title: "Epochs", number: true, value: (one) => one.epochs, cell: (one) => String(one.epochs) },
      { id: "job", title: "Best run", cell: (one) => one.bestJob === null ? "–" : jobLink(one.bestJob) },
    ];
  }

  function runColumns() {
    return [
      { id: "run", title: "Run", number: true, value: (run) => run.run, cell: (run) => run.job === null ? `${run.run} (deleted)` : jobLink(run.job, String(run.run)) },
      { id: "state", title: "State", value: (run) => run.state, cell: (run) => run.state === null ? "–" : badge(run.state, run.stoppedBySweep ? "stopped by halving" : undefined) },
      ...Object.keys(parameters).map((pointer) => ({ id: pointer, title: short(pointer), value: (run) => run.parameters[pointer], cell: (run) => shown(run.parameters[pointer]) })),
      { id: "replicate", title: "Replicate", cell: (run) => Object.entries(run.replicate).map(([pointer, value]) => `${short(pointer)} ${JSON.stringify(value)}`).join(", ") || "–" },
      { id: "epoch", title: "Epoch", number: true, value: (run) => run.epoch, cell: (run) => String(run.epoch) },
      { id: "value", title: "Value", number: true, value: (run) => run.value, cell: (run) => run.value === null ? "–" : metric(sweep.objective.series, run.value) },
    ];
  }
}

function parametersOf(sweep) {
  return sweep.spec.parameters ?? {};
}

function shown(value) {
  return typeof value === "number" ? number(value) : JSON.stringify(value);
}

/** The last part of a pointer that is not a number. */
function short(pointer) {
  const parts = pointer.split("/").filter(Boolean);
  return /^\d+$/.test(parts.at(-1)) ? parts.slice(-2).join(" ") : parts.at(-1);
}
