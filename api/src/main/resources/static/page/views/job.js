// One job: its state and actions above, and a tab for each question that people have about it.

import { download, get, post, query, remove } from "../api.js";
import { h, replace, toast } from "../dom.js";
import { ago, duration, elapsed, metric, time, workers } from "../format.js";
import { follow } from "../stream.js";
import { go, link, note } from "../router.js";
import { action, badge, facts, heading, poll, progressBar, tabs } from "../widgets.js";
import { checkpointTab } from "./job-checkpoints.js";
import { curveTab } from "./job-curves.js";
import { evaluationTab } from "./job-evaluations.js";
import { historyTab } from "./job-history.js";
import { logTab } from "./job-log.js";
import { specificationTab } from "./job-specification.js";
import { spikesTab } from "./job-spikes.js";

export async function show({ main, place, signal, caller }) {
  const id = place.path[1];
  let job = await get(`jobs/${id}`, signal);
  const connection = h("span", { class: "muted", role: "status" });
  const title = heading(job.name, h("span", { class: "id" }, id), connection);
  const summary = h("section", { "aria-label": "Summary" });
  const buttons = h("div", { class: "actions" });
  let offered = "";
  const listeners = new Set();
  /** What the tabs share: the job as it was read first, its events as they come, and the end of the view. */
  const shared = { id, job, signal, listen: (listener) => listeners.add(listener), current: () => job };
  const panels = tabs("Views of the job", [
    curveTab(shared), evaluationTab(shared, caller), spikesTab(shared, caller), specificationTab(shared), checkpointTab(shared, caller), logTab(shared), historyTab(shared),
  ], place.query.get("tab"), (tab) => note(["jobs", id], { tab: tab === "curves" ? "" : tab }));

  replace(main, title, buttons, summary, panels);
  showJob();
  panels.open();

  /** Buttons stay while they offer the same, so that the focus does not get lost. */
  function showJob() {
    const offers = `${job.state} ${job.cancelRequested} ${job.pauseRequested}`;
    if (offers !== offered) replace(buttons, actions(job, caller, refresh));
    offered = offers;
    if (!summary.contains(document.activeElement)) replace(summary, summaryOf(job));
  }

  async function refresh() {
    job = await get(`jobs/${id}`, signal);
    showJob();
  }

  let due = null;
  function soon() {
    due ??= setTimeout(() => {
      due = null;
      refresh().catch((e) => signal.aborted || e.status === 401 || toast(e.message, "error"));
    }, 200);
  }

  follow(`jobs/${id}/stream`, {
    after: job.lastEvent, signal,
    onEvents: (events) => {
      listeners.forEach((listener) => listener(events));
      if (events.some((event) => event.type.startsWith("job.") || event.type.startsWith("attempt."))) soon();
    },
    onState: (state) => {
      connection.textContent = { live: "live", waiting: "connection lost, reconnecting …", ended: "" }[state];
      connection.dataset.state = state;
    },
  }).catch((e) => e.status === 401 || toast(e.message, "error"));
  // Progress and the time left are computed by the service.
  poll(2, signal, () => (job.endedAt === null ? refresh() : undefined));
}

function summaryOf(job) {
  const { progress } = job;
  const shown = ["validation.accuracy", "test.accuracy", "validation.loss", "test.loss", "train.loss"];
  const best = shown.filter((name) => name in job.best).slice(0, 3);
  return [
    h("p", { class: "state" }, badge(job.state), " ", progressBar(progress.percent, "Progress"), " ",
      job.pauseRequested || job.cancelRequested ? `${job.cancelRequested ? "cancel" : "pause"} requested ` : "",
      job.stateReason && h("span", { class: "reason" }, job.stateReason.message)),
    facts([
      ["epoch", `${progress.epoch} of ${progress.epochs}`],
      ["weight update", progress.steps > 0 ? `${progress.step} of ${progress.steps}` : String(progress.step)],
      ["time left", job.state === "RUNNING" ? duration(progress.etaSeconds) : null],
      ["duration", job.startedAt ? duration(elapsed(job)) : null],
      ...best.map((name) => [`best ${name}`, metric(name, job.best[name])]),
      ["attempt", job.attempt > 0 ? String(job.attempt) : null],
      [job.workers.length > 1 ? `workers of ${job.workers.length} replicas` : "worker", workers(job)],
      ["waits", job.waitReason && job.waitReason.message !== job.stateReason?.message ? job.waitReason.message : null],
      ["retried at", job.retryAt ? time(job.retryAt) : null],
      ["place in the queue", job.queuePosition === null ? null : String(job.queuePosition)],
      ["expected start", job.estimatedStart === null ? null : time(job.estimatedStart)],
      ["owner", job.owner],
      ["submitted", h("time", { datetime: job.createdAt, title: time(job.createdAt) }, ago(job.createdAt))],
      ["sweep", job.sweep && h("a", { href: link(["sweeps", job.sweep]) }, `run ${job.sweepRun} of ${job.sweep}`)],
      ["labels", Object.keys(job.labels).length === 0 ? null : Object.entries(job.labels).map(([name, value]) => `${name}=${value}`).join(", ")],
    ]),
  ];
}

function actions(job, caller, refresh) {
  const mayChange = caller.scopes.includes("admin") || (caller.scopes.includes("submitter") && caller.name === job.owner);
  const ask = (verb) => async () => {
    await post(`jobs/${job.id}:${verb}`);
    await refresh();
  };
  const offers = {
    QUEUED: ["pause", "cancel"], RUNNING: ["pause", "cancel"], RETRY_WAIT: ["retry", "pause", "cancel"],
    PAUSED: ["resume", "cancel"], FAILED: ["retry"], CANCELLED: ["retry"], SUCCEEDED: [],
  }[job.state];
  const texts = { pause: "Pause", cancel: "Cancel", resume: "Resume", retry: "Retry" };
  const isAsked = job.cancelRequested || job.pauseRequested;
  return [
    mayChange && offers.filter((verb) => !isAsked || (verb === "cancel" && !job.cancelRequested)).map((verb) =>
      action(texts[verb], ask(verb), { kind: verb === "cancel" ? "danger" : "" })),
    job.state === "SUCCEEDED" && [
      action("Model (safetensors)", () => download(`jobs/${job.id}/model`, `${job.id}.safetensors`)),
      action("Model (NIR)", async () => {
        // Not every network has nodes in NIR, and the refusal says why.
        await download(`jobs/${job.id}/model${query({ format: "nir" })}`, `${job.id}.nir`, "application/octet-stream, application/json");
      }),
    ],
    caller.scopes.includes("submitter") && h("a", { class: "button", href: link(["new"], { from: job.id }) }, "New job from this"),
    mayChange && job.endedAt !== null && action("Delete", async () => {
      await remove(`jobs/${job.id}`);
      go(["jobs"]);
    }, { kind: "danger", confirm: `Delete ${job.name} with its model, checkpoints and metrics?` }),
  ];
}
