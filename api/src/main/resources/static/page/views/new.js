// A new job or sweep: from an example, from another job, or from a network in NIR; checked while it is written.

import { get, post, query } from "../api.js";
import { countsOf, warnings } from "../counts.js";
import { Editor } from "../editor.js";
import { h, problem, replace } from "../dom.js";
import { bytes, count } from "../format.js";
import { sampleFigure } from "../raster.js";
import { go } from "../router.js";
import { action, heading, labelled, select } from "../widgets.js";

const PAUSE = 700;

/** Samples of each part of the data that a validation shows. */
const EXAMPLES = 2;

export async function show({ main, place, signal }) {
  const result = h("div", { role: "status" });
  // What an imported network was taken to mean.
  const notes = h("div", { role: "status" });
  const editor = new Editor({ label: "Specification", onChange: () => checkSoon() });
  const [{ examples }, schema] = await Promise.all([get("examples", signal), get("schema/job", signal)]);
  const submit = action("Submit", send, { kind: "primary" });
  const key = () => crypto.randomUUID();
  let idempotencyKey = key();
  let due = null;
  let turn = 0;

  const start = select([["", "choose …"], ...examples.map((one, i) => [String(i), `${one.kind}: ${one.name}`])], "", (i) => {
    if (i !== "") open(examples[Number(i)].spec);
  });
  const file = h("input", { type: "file", accept: ".json,application/json", onchange: async () => {
    if (file.files.length === 1) setText(await file.files[0].text());
  } });
  const nir = h("input", { type: "text", value: place.query.get("nir") ?? "", placeholder: "NAME/FILE" });
  const nirForm = h("form", { class: "toolbar", onsubmit: (event) => {
    event.preventDefault();
    fromNir();
  } }, labelled("Uploaded NIR model", nir), h("button", null, "Use its network"));
  replace(main, heading("New job"),
    h("div", { class: "toolbar" }, labelled("Start from example", start), labelled("or file", file)), nirForm,
    h("p", { class: "muted" }, "Ctrl+Space completes. A document with “base” is a sweep."),
    editor.element, h("div", { class: "actions" }, submit, action("Check gradients", () => check(true))), notes, result);

  const from = place.query.get("from");
  if (from !== null) open((await get(`jobs/${encodeURIComponent(from)}`, signal)).spec);
  else open(examples.find((one) => one.name === "yin-yang")?.spec ?? {});
  if (place.query.get("nir") !== null) await fromNir();

  function open(spec) {
    setText(JSON.stringify(spec, null, 2));
  }

  function setText(text) {
    editor.text = text;
    checkSoon();
  }

  function checkSoon() {
    idempotencyKey = key();
    editor.schema = isSweep() ? null : schema;
    clearTimeout(due);
    due = setTimeout(() => signal.aborted || check(false), PAUSE);
  }

  function isSweep() {
    return /^\s*\{[^]*"base"\s*:/.test(editor.text) && "base" in (parsed() ?? {});
  }

  function parsed() {
    try {
      return JSON.parse(editor.text);
    } catch (e) {
      if (e instanceof SyntaxError) return null;
      throw e;
    }
  }

  function collection() {
    return isSweep() ? "sweeps" : "jobs";
  }

  /** Validates as a submission would; answers that a later change has overtaken are dropped. */
  async function check(withGradients) {
    const mine = ++turn;
    if (withGradients) replace(result, h("p", { class: "muted" }, "Checking the gradients …"));
    try {
      const parameters = isSweep() ? "" : query({ samples: EXAMPLES, gradients: withGradients ? true : null });
      const answer = await post(`${collection()}:validate${parameters}`, editor.text);
      if (mine !== turn) return;
      editor.mark([]);
      replace(result, h("div", { class: "success" }, valid(answer)), Object.entries(answer.data ?? {}).map(data));
    } catch (e) {
      if (e.status === undefined) throw e;
      if (mine === turn) showErrors(e);
    }
  }

  function valid(answer) {
    if (answer.runs !== undefined) return `Valid: ${count(answer.runs)} runs of ${count(answer.configurations)} configurations.`;
    const { gradients: report } = answer;
    const gradients = report && ` The largest relative error of ${count(report.compared)} gradients is ${report.largestError.toExponential(1)}.${
      report.allZero ? " All gradients are zero: no parameter changes the loss, as when no hidden neuron spikes." : ""}`;
    return `Valid: ${count(answer.parameters)} parameters, about ${bytes(answer.memoryBytes)} of memory.${gradients ?? ""}`;
  }

  /** What a part of the data holds, where the answer has it, with the first of its examples. */
  function data([part, report]) {
    if (!report) return null;
    return h("details", null, h("summary", null, `Data: ${part}`), warnings(report.warnings), countsOf(report.counts),
      h("div", { class: "charts" }, report.examples.map(sampleFigure)));
  }

  function showErrors(e) {
    editor.mark(e.errors);
    if (e.errors.length === 0) {
      replace(result, problem(e));
      return;
    }
    replace(result, h("div", { class: "problem" }, h("p", null, e.detail), h("ul", null, e.errors.map((error) => h("li", null,
      h("button", { type: "button", class: "plain", onclick: () => editor.goTo(error.pointer) }, h("code", null, error.pointer || "(document)")), " ", error.message)))));
  }

  async function send() {
    ++turn;
    clearTimeout(due);
    try {
      const made = await post(collection(), editor.text, { "Idempotency-Key": idempotencyKey });
      go([collection(), made.id]);
    } catch (e) {
      if (e.status === undefined) throw e;
      showErrors(e);
    }
  }

  async function fromNir() {
    const [dataset, ...rest] = nir.value.trim().replace(/^uploaded:/, "").split("/");
    try {
      const path = `datasets/${encodeURIComponent(dataset)}/files/${encodeURIComponent(rest.join("/"))}/network`;
      const spec = parsed() ?? {};
      // A model that was not exported here says neither its step nor the length of a trial.
      const read = await get(path + query({ dt: spec.network?.dt ?? 1, duration: spec.network?.duration ?? 100 }), signal);
      const network = read.network;
      replace(notes, warnings([...read.warnings, ...read.assumptions]));
      open({ ...spec, network, training: { ...spec.training, initialFrom: { file: `uploaded:${dataset}/${rest.join("/")}` } } });
    } catch (e) {
      if (e.status === undefined) throw e;
      replace(result, problem(e));
    }
  }
}
