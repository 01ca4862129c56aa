// The curves of one job, live, with its attempts, checkpoints and notes as marks.

import { all, get, query } from "../api.js";
import { Chart, Group, seriesLook } from "../chart.js";
import { h, problem, replace } from "../dom.js";
import { Curve, KEPT, byImportance, kind } from "../series.js";

/** Times between two drawings, in ms: a stream may bring a thousand points a second. */
const REDRAW = 250;

export function curveTab(shared) {
  return { id: "curves", title: "Curves", show: (panel) => showCurves(panel, shared) };
}

async function showCurves(panel, { id, signal, listen, current }) {
  const curves = new Map();
  const charts = new Map();
  const empty = h("p", { class: "muted" }, "No points yet.");
  const grid = h("div", { class: "charts" });
  const group = new Group(onZoom);
  let detail = null;
  let marks = [];
  let ready = false;
  let drawing = null;
  let zoomed = 0;
  const early = [];

  replace(panel, toolbar(), empty, grid);
  signal.addEventListener("abort", () => charts.forEach((chart) => chart.close()));
  // Events that arrive before the stored points are read are taken afterwards; points known already are left out.
  listen((events) => {
    if (ready) take(events);
    else early.push(...events);
  });

  try {
    const metrics = await get(`jobs/${id}/metrics${query({ points: KEPT })}`, signal);
    for (const one of metrics.series) {
      curves.set(one.name, new Curve(one.name, one.steps, one.epochs, one.values, metrics.attempt ?? 0));
    }
    ready = true;
    take(early);
    draw();
    await readMarks();
  } catch (e) {
    if (e.name === "AbortError") return;
    replace(empty, problem(e));
    if (e.status === undefined) throw e;
  }

  function toolbar() {
    const logY = h("input", { type: "checkbox", onchange: () => charts.forEach((chart) => chart.logarithmic({ x: false, y: logY.checked })) });
    return h("div", { class: "toolbar" },
      h("label", null, logY, " logarithmic values"),
      h("button", { type: "button", onclick: () => group.zoom(null) }, "Show all steps"));
  }

  function take(events) {
    let isChanged = false;
    for (const event of events) {
      if (event.type === "metrics") {
        for (const [name, value] of Object.entries(event.values)) {
          for (const known of detail === null ? [curves] : [curves, detail]) {
            if (!known.has(name)) known.set(name, new Curve(name));
            known.get(name).add(event.step, event.epoch, value, event.attempt);
          }
        }
        isChanged = true;
      } else if (["attempt.started", "checkpoint", "note"].includes(event.type)) readMarks().catch(() => signal.aborted);
    }
    if (isChanged) drawSoon();
  }

  function drawSoon() {
    drawing ??= setTimeout(() => requestAnimationFrame(() => {
      drawing = null;
      if (!signal.aborted) draw();
    }), REDRAW);
  }

  function draw() {
    const shown = detail ?? curves;
    const kinds = Map.groupBy([...shown.values()], (curve) => kind(curve.name));
    empty.hidden = kinds.size > 0;
    for (const name of [...kinds.keys()].sort(byImportance)) {
      if (!charts.has(name)) {
        const chart = new Chart(name, group);
        charts.set(name, chart);
        // In the order of importance, whichever series comes first.
        replace(grid, [...charts.keys()].sort(byImportance).map((one) => charts.get(one).element));
      }
    }
    for (const name of charts.keys()) {
      const list = kinds.get(name) ?? [];
      charts.get(name).set(list.map((curve, i) => ({ label: curve.name, ...seriesLook(curve.name, i), x: curve.steps, y: curve.values })));
      charts.get(name).mark(marks);
    }
  }

  /** Attempts are the service's; where one began is the step that it resumed from. */
  async function readMarks() {
    const [attempts, { checkpoints }, notes] = await Promise.all([
      all(`jobs/${id}/attempts`, "attempts", { signal }),
      get(`jobs/${id}/checkpoints`, signal),
      get(`jobs/${id}/events${query({ type: "note", limit: 200 })}`, signal),
    ]);
    marks = [
      ...attempts.filter((one) => one.attempt > 1).map((one) => ({ x: one.resumedStep, text: `attempt ${one.attempt}`, kind: "attempt" })),
      ...checkpoints.map((one) => ({ x: one.step, text: `checkpoint ${one.number}`, kind: "checkpoint" })),
      ...notes.events.filter((event) => event.step !== undefined).map((event) => ({ x: event.step, text: event.kind ?? "note", kind: "note" })),
    ];
    charts.forEach((chart) => chart.mark(marks));
  }

  /** A range is read again, with as many points as all steps have otherwise. */
  async function onZoom(range) {
    const turn = ++zoomed;
    if (range === null) {
      detail = null;
      draw();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (turn !== zoomed || signal.aborted) return;
    const [from, to] = [Math.max(0, Math.floor(range[0])), Math.ceil(range[1])];
    const parameters = { points: KEPT, fromStep: from, toStep: Math.max(from, to) };
    const metrics = await get(`jobs/${id}/metrics${query(parameters)}`, signal).catch((e) => (signal.aborted ? null : Promise.reject(e)));
    if (metrics === null || turn !== zoomed || metrics.series.length === 0) return;
    detail = new Map(metrics.series.map((one) => [one.name, new Curve(one.name, one.steps, one.epochs, one.values, current().attempt)]));
    draw();
  }
}
