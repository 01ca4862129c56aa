// Several jobs over each other: smoothing, logarithmic axes, means over seeds, and a table of what differs.

import { get, query } from "../api.js";
import { Chart, Group, paletteColour } from "../chart.js";
import { differences, withoutSeed } from "../diff.js";
import { h, replace, toast } from "../dom.js";
import { metric, number } from "../format.js";
import { go, note } from "../router.js";
import { Curve, KEPT, aggregate, at, byImportance, kind, smooth } from "../series.js";
import { load, save } from "../store.js";
import { badge, heading, jobLink, labelled, poll, select } from "../widgets.js";

const MOST = 30;

export async function show({ main, place, signal }) {
  const ids = place.query.getAll("job").slice(0, MOST);
  const options = { x: "step", smoothing: 0, logX: false, logY: false, by: "none", ...load("compare", {}), shown: place.query.getAll("series") };
  const runs = [];
  const charts = new Map();
  const group = new Group();
  const grid = h("div", { class: "charts" });
  const tableHost = h("div");
  const seriesHost = h("div");
  let atStep = null;
  signal.addEventListener("abort", () => charts.forEach((chart) => chart.close()));

  const add = h("input", { type: "search", name: "job", placeholder: "j0…", maxlength: 40 });
  replace(main, heading("Compare jobs"),
    h("form", { class: "toolbar", onsubmit: (event) => {
      event.preventDefault();
      go(["compare"], { job: [...ids, add.value.trim()], series: options.shown });
    } }, labelled("Add job", add), h("button", null, "Add")),
    controls(), seriesHost, grid, h("h2", null, "What differs"), tableHost);
  if (ids.length === 0) {
    replace(tableHost, h("p", { class: "muted" }, "Select jobs in the list and choose “Compare”, or add one by its id."));
    return;
  }

  const results = await Promise.allSettled(ids.map((id) => read(id)));
  for (const result of results) {
    if (result.status === "fulfilled") runs.push(result.value);
    else if (!signal.aborted) toast(result.reason.message, "error");
  }
  if (signal.aborted) return;
  showSeries();
  draw();
  poll(3, signal, async () => {
    const open = runs.filter((run) => run.job.endedAt === null);
    if (open.length === 0) return;
    await Promise.all(open.map(async (run) => Object.assign(run, await read(run.job.id))));
    draw();
  });

  async function read(id) {
    const path = `jobs/${encodeURIComponent(id)}`;
    const [job, metrics] = await Promise.all([get(path, signal), get(`${path}/metrics${query({ points: KEPT })}`, signal)]);
    return { job, curves: new Map(metrics.series.map((one) => [one.name, new Curve(one.name, one.steps, one.epochs, one.values)])) };
  }

  function controls() {
    const change = (name, value) => {
      options[name] = value;
      const { shown, ...kept } = options;
      save("compare", kept);
      draw();
    };
    const box = (name, text) => {
      const input = h("input", { type: "checkbox", checked: options[name], onchange: () => change(name, input.checked) });
      return h("label", null, input, ` ${text}`);
    };
    const weight = h("output", null, String(options.smoothing));
    const slider = h("input", { type: "range", min: 0, max: 0.99, step: 0.01, value: options.smoothing, oninput: () => {
      weight.textContent = slider.value;
      change("smoothing", Number(slider.value));
    } });
    return h("div", { class: "toolbar" },
      labelled("X axis", select([["step", "step"], ["epoch", "epoch"]], options.x, (x) => {
        charts.forEach((chart) => chart.close());
        charts.clear();
        group.range = null;
        change("x", x);
      })),
      h("label", { class: "field" }, h("span", null, "Smoothing"), slider, weight),
      box("logX", "logarithmic x"), box("logY", "logarithmic y"),
      labelled("Mean and deviation", select([["none", "off"], ["seeds", "over seeds"], ["names", "over equal names"]], options.by, (by) => change("by", by))),
      h("button", { type: "button", onclick: () => group.zoom(null) }, "Show all"));
  }

  function showSeries() {
    const names = [...new Set(runs.flatMap((run) => [...run.curves.keys()]))].sort();
    if (options.shown.length === 0) {
      options.shown = ["train.loss", "validation.accuracy", "validation.loss", "test.accuracy"].filter((name) => names.includes(name));
    }
    replace(seriesHost, h("fieldset", { class: "states" }, h("legend", { class: "hidden" }, "Series"), names.map((name) => {
      const box = h("input", { type: "checkbox", checked: options.shown.includes(name), onchange: () => {
        options.shown = names.filter((one) => one === name ? box.checked : options.shown.includes(one));
        note(["compare"], { job: ids, series: options.shown });
        draw();
      } });
      return h("label", { class: "chip" }, box, name);
    })));
  }

  function draw() {
    for (const [name, chart] of charts) {
      if (!options.shown.includes(name)) {
        chart.close();
        charts.delete(name);
      }
    }
    const log = { x: options.logX, y: options.logY };
    for (const name of options.shown) {
      let chart = charts.get(name);
      if (chart === undefined) {
        chart = new Chart(name, group, { xLabel: options.x });
        charts.set(name, chart);
      }
      if (JSON.stringify(chart.log) !== JSON.stringify(log)) {
        chart.log = log;
        chart.logarithmic(log);
      }
    }
    const order = [...charts.keys()].sort((a, b) => byImportance(kind(a), kind(b)) || a.localeCompare(b));
    if (order.length !== grid.children.length || order.some((name, i) => grid.children[i] !== charts.get(name).element)) {
      replace(grid, order.map((name) => charts.get(name).element));
    }
    for (const [name, chart] of charts) chart.set(curvesOf(name));
    showTable();
  }

  function curvesOf(name) {
    const drawn = runs.map((run, i) => ({ run, colour: paletteColour(i), curve: run.curves.get(name) })).filter((one) => one.curve)
      .map(({ run, colour, curve }) => ({ run, colour, x: options.x === "epoch" ? curve.epochs : curve.steps, y: smooth(curve.values, options.smoothing) }));
    const flatX = drawn.map((one) => (options.x === "epoch" ? { ...one, ...lastOfEach(one) } : one));
    if (options.by === "none") return flatX.map(({ run, colour, x, y }) => ({ label: label(run), metric: name, colour, x, y }));
    const groups = Map.groupBy(flatX, ({ run }) => (options.by === "names" ? run.job.name : withoutSeed(run.job.resolvedSpec)));
    return [...groups.values()].map((members, i) => {
      const { x, mean, low, high } = aggregate(members);
      return { label: `${members[0].run.job.name} (mean of ${members.length})`, metric: name, colour: paletteColour(i), x, y: mean, low, high };
    });
  }

  function label(run) {
    const isUnique = runs.filter((other) => other.job.name === run.job.name).length === 1;
    return isUnique ? run.job.name : `${run.job.name} ${run.job.id.slice(-6)}`;
  }

  function showTable() {
    const rows = differences(runs.map((run) => run.job.resolvedSpec)).filter(({ pointer }) => pointer !== "/name");
    const step = h("input", { type: "number", min: 0, name: "step", value: atStep ?? "", placeholder: "step", onchange: () => {
      atStep = step.value === "" ? null : Number(step.value);
      showTable();
    } });
    const values = options.shown.flatMap((name) => [
      [`latest ${name}`, (run) => metric(name, run.job.latest[name])],
      [`best ${name}`, (run) => metric(name, run.job.best[name]), (run) => run.job.best[name], name],
      ...(atStep === null ? [] : [[`${name} at step ${atStep}`, (run) => {
        const curve = run.curves.get(name);
        return curve ? metric(name, at(curve.steps, curve.values, atStep)) : "–";
      }]]),
    ]).filter(([title, , value]) => !title.startsWith("best") || runs.some((run) => value(run) !== undefined));
    replace(tableHost, h("div", { class: "toolbar" }, labelled("Values at step", step)),
      h("div", { class: "scroll", role: "region", "aria-label": "What differs", tabindex: 0 }, h("table", null,
        h("caption", { class: "hidden" }, "What differs between the jobs, and their values"),
        h("thead", null, h("tr", null, h("th", { scope: "col" }, "Field"), runs.map((run, i) => h("th", { scope: "col" },
          h("span", { class: "swatch", style: { background: `var(--${paletteColour(i)})` } }), jobLink(run.job.id, label(run)))))),
        h("tbody", null,
          h("tr", null, h("th", { scope: "row" }, "state"), runs.map((run) => h("td", null, badge(run.job.state)))),
          rows.map(({ pointer, values: cells }) => h("tr", null, h("th", { scope: "row" }, h("code", null, pointer)),
            cells.map((value) => h("td", null, value === undefined ? "–" : typeof value === "number" ? number(value) : JSON.stringify(value))))),
          values.map(([title, text, value, name]) => {
            const best = value && bestOf(runs.map(value), name);
            return h("tr", null, h("th", { scope: "row" }, title), runs.map((run) =>
              h("td", { class: `number${value && value(run) !== undefined && value(run) === best && runs.length > 1 ? " best" : ""}` }, text(run))));
          })))));
  }
}

/** Accuracies are best when high, losses when low. */
function bestOf(values, name) {
  const known = values.filter((value) => value !== undefined && value !== null);
  return /accuracy/i.test(name) ? Math.max(...known) : Math.min(...known);
}

/** Of each epoch the last point, so that x ascends. */
function lastOfEach({ x, y }) {
  const kept = x.map((_, i) => i).filter((i) => i === x.length - 1 || x[i + 1] > x[i]);
  return { x: kept.map((i) => x[i]), y: kept.map((i) => y[i]) };
}
