// The list of jobs: filter, live state, chosen columns, and a selection to compare.

import { all, get, query } from "../api.js";
import { h, problem, replace } from "../dom.js";
import { ago, duration, elapsed, metric, time, words, workers } from "../format.js";
import { go, link, note } from "../router.js";
import { Sparklines } from "../sparkline.js";
import { Table } from "../table.js";
import { badge, heading, jobLink, labelled, poll, progressBar } from "../widgets.js";

/** States that change without a user; jobs that wait in a long queue are looked at less often. */
const ACTIVE = ["RUNNING", "RETRY_WAIT", "PAUSED"];
const QUEUE_EVERY = 10;
const STATES = ["QUEUED", ...ACTIVE, "SUCCEEDED", "FAILED", "CANCELLED"];
const DEFAULT = ["select", "name", "state", "progress", "eta", "spark train.loss", "best validation.accuracy", "latest train.loss", "created", "duration"];
const MOST = 1000;

export async function show({ main, place, signal }) {
  const filter = {
    state: place.query.getAll("state"), name: place.query.get("name") ?? "", owner: place.query.get("owner") ?? "",
    label: place.query.getAll("label"), sweep: place.query.get("sweep") ?? "",
  };
  const selected = new Set();
  const sparks = new Sparklines(signal);
  const jobs = new Map();
  const compare = h("button", { type: "button", onclick: () => go(["compare"], { job: [...selected] }) }, "Compare");
  const status = h("p", { class: "muted", role: "status" });

  const table = new Table("jobs", {
    caption: "Jobs", columns: columns([], sparks, selected, showSelection), shown: DEFAULT, sort: null,
    key: (job) => job.id,
    // Times that pass and a job that is selected are part of what a row shows.
    version: (job) => `${job.lastEvent} ${job.state} ${job.queuePosition} ${selected.has(job.id)} ${job.endedAt ? "" : Math.floor(Date.now() / 10_000)}`,
    empty: "No jobs. Submit one with “New job”, or with the command line.",
  });
  replace(main, heading("Jobs", compare), form(filter, restart), table.chooser(), status, table.element);

  function showSelection() {
    compare.textContent = selected.size === 0 ? "Compare" : `Compare ${selected.size}`;
    compare.disabled = selected.size < 2;
  }

  let reading = new AbortController();
  async function restart() {
    reading.abort();
    reading = new AbortController();
    jobs.clear();
    note(["jobs"], filter);
    try {
      await read(AbortSignal.any([signal, reading.signal]));
    } catch (e) {
      if (e.name === "AbortError") return;
      if (e.status === undefined) throw e;
      replace(status, problem(e));
    }
  }

  /** All jobs first; then the newest, those that were open, and those that are. */
  async function read(stop) {
    status.textContent = "Loading …";
    const parameters = wanted(filter);
    let pageToken = null;
    do {
      const page = await get(`jobs${query({ ...parameters, limit: 200, pageToken })}`, stop);
      page.jobs.forEach((job) => jobs.set(job.id, job));
      ({ nextPageToken: pageToken } = page);
      render(pageToken !== null && jobs.size >= MOST);
    } while (pageToken !== null && jobs.size < MOST);
    const isCut = pageToken !== null;
    let turn = 0;
    await poll(2, stop, async () => {
      const looked = turn++ % QUEUE_EVERY === 0 ? ["QUEUED", ...ACTIVE] : ACTIVE;
      const newest = (await get(`jobs${query({ ...parameters, limit: 50 })}`, stop)).jobs;
      const states = parameters.state.length === 0 ? looked : parameters.state.filter((state) => looked.includes(state));
      const open = states.length === 0 ? [] : await all("jobs", "jobs", { parameters: { ...parameters, state: states }, most: MOST, signal: stop });
      const current = new Map([...newest, ...open].map((job) => [job.id, job]));
      const ended = [...jobs.values()].filter((job) => states.includes(job.state) && !current.has(job.id)).slice(0, 40);
      current.forEach((job) => jobs.set(job.id, job));
      await Promise.all(ended.map(async (job) => {
        const now = await get(`jobs/${job.id}`, stop).catch((e) => (e.status === 404 ? null : Promise.reject(e)));
        if (now === null || (filter.state.length > 0 && !filter.state.includes(now.state))) jobs.delete(job.id);
        else jobs.set(job.id, now);
      }));
      render(isCut);
    });
  }

  function render(isCut) {
    const list = [...jobs.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    table.setColumns(columns(list, sparks, selected, showSelection));
    table.set(list);
    const open = list.filter((job) => job.state === "RUNNING").length;
    status.textContent = `${list.length}${isCut ? " newest" : ""} jobs, ${open} running`;
  }

  showSelection();
  await restart();
}

/** As the API takes it: a name finds what begins with it. */
function wanted(filter) {
  const { name } = filter;
  return { ...filter, name: name === "" || name.endsWith("*") ? name : `${name}*` };
}

function form(filter, onChange) {
  const text = (name, title, placeholder) => labelled(title, h("input", {
    type: "search", name, placeholder, value: filter[name], maxlength: 200,
    onchange: (event) => {
      filter[name] = event.target.value.trim();
      onChange();
    },
  }));
  const states = h("fieldset", { class: "states" }, h("legend", { class: "hidden" }, "State"), STATES.map((state) => {
    const box = h("input", {
      type: "checkbox", checked: filter.state.includes(state),
      onchange: () => {
        filter.state = STATES.filter((one) => one === state ? box.checked : filter.state.includes(one));
        onChange();
      },
    });
    return h("label", { class: "chip" }, box, words(state));
  }));
  const label = labelled("Label", h("input", {
    type: "search", name: "label", placeholder: "name=value", value: filter.label.join(" "),
    onchange: (event) => {
      filter.label = event.target.value.split(/\s+/).filter(Boolean);
      onChange();
    },
  }));
  return h("form", { class: "filter", role: "search", onsubmit: (event) => event.preventDefault() },
    text("name", "Name", "begins with"), text("owner", "Owner", ""), label, text("sweep", "Sweep", "id"), states);
}

function columns(jobs, sparks, selected, onSelection) {
  const series = new Set(["train.loss", "validation.accuracy", "test.accuracy"]);
  const rated = new Set(["validation.accuracy", "test.accuracy", "train.loss"]);
  for (const job of jobs) {
    Object.keys(job.latest).forEach((name) => series.add(name));
    Object.keys(job.best).forEach((name) => rated.add(name));
  }
  return [
    { id: "select", title: "Select", fixed: true, cell: (job) => h("input", {
      type: "checkbox", "aria-label": `Select ${job.name} ${job.id}`, checked: selected.has(job.id),
      onchange: (event) => {
        if (event.target.checked) selected.add(job.id);
        else selected.delete(job.id);
        onSelection();
      },
    }) },
    { id: "name", title: "Name", fixed: true, value: (job) => job.name, cell: (job) => h("span", { class: "name" }, jobLink(job.id, job.name), h("span", { class: "id" }, job.id)) },
    { id: "state", title: "State", value: (job) => job.state, cell: (job) => badge(job.state, job.stateReason?.message) },
    { id: "progress", title: "Progress", number: true, value: (job) => job.progress.percent, cell: (job) => progressBar(job.progress.percent, `Progress of ${job.name}`) },
    { id: "eta", title: "Time left", number: true, value: (job) => job.endedAt ? undefined : job.progress.etaSeconds ?? undefined, cell: (job) => job.state === "RUNNING" ? duration(job.progress.etaSeconds) : job.queuePosition ? `queue: ${job.queuePosition}` : "–" },
    ...[...series].sort().map((name) => ({ id: `spark ${name}`, title: `Curve ${name}`, cell: (job) => sparks.of(job, name) })),
    ...[...rated].sort().map((name) => ({ id: `best ${name}`, title: `Best ${name}`, number: true, value: (job) => job.best[name], cell: (job) => metric(name, job.best[name]) })),
    ...[...series].sort().map((name) => ({ id: `latest ${name}`, title: `Latest ${name}`, number: true, value: (job) => job.latest[name], cell: (job) => metric(name, job.latest[name]) })),
    { id: "epoch", title: "Epoch", number: true, value: (job) => job.progress.epoch, cell: (job) => `${job.progress.epoch}/${job.progress.epochs}` },
    { id: "created", title: "Submitted", value: (job) => job.createdAt, cell: (job) => h("time", { datetime: job.createdAt, title: time(job.createdAt) }, ago(job.createdAt)) },
    { id: "duration", title: "Duration", number: true, value: elapsed, cell: (job) => duration(elapsed(job)) },
    { id: "owner", title: "Owner", value: (job) => job.owner, cell: (job) => job.owner },
    { id: "worker", title: "Worker", value: (job) => job.worker, cell: (job) => workers(job) ?? "–" },
    { id: "attempt", title: "Attempt", number: true, value: (job) => job.attempt, cell: (job) => String(job.attempt) },
    { id: "priority", title: "Priority", number: true, value: (job) => job.priority, cell: (job) => String(job.priority) },
    { id: "sweep", title: "Sweep", value: (job) => job.sweep, cell: (job) => job.sweep ? h("a", { href: link(["sweeps", job.sweep]) }, job.sweep) : "–" },
    { id: "labels", title: "Labels", value: (job) => labels(job), cell: labels },
    { id: "reason", title: "Reason", value: (job) => job.stateReason?.message, cell: (job) => job.stateReason?.message ?? "–" },
  ];
}

function labels(job) {
  return Object.entries(job.labels).map(([name, value]) => `${name}=${value}`).join(", ");
}
