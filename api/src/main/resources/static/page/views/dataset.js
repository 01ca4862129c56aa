// One data set: its files, what they hold, and any of their samples.

import { get, remove } from "../api.js";
import { countsOf, warnings } from "../counts.js";
import { h, problem, replace } from "../dom.js";
import { bytes, count, time } from "../format.js";
import { sampleFigure } from "../raster.js";
import { go, link } from "../router.js";
import { action, facts, heading, labelled } from "../widgets.js";

/** Kinds of files without samples. */
const MODELS = ["nir", "safetensors"];
const AT_ONCE = 4;

export async function show({ main, place, signal, caller }) {
  const name = place.path[1];
  const path = `datasets/${encodeURIComponent(name)}`;
  const { files } = await get(path, signal);
  const redraws = new Set();
  document.addEventListener("theme", () => redraws.forEach((redraw) => redraw()), { signal });
  replace(main, heading(name), files.map(card));

  function card(file) {
    const filePath = `${path}/files/${encodeURIComponent(file.file)}`;
    const mayChange = caller.scopes.includes("admin") || (caller.scopes.includes("submitter") && file.owner === caller.name);
    return h("section", { class: "card", "aria-label": file.file },
      h("h2", null, file.file),
      facts([["kind", file.kind], ["samples", file.samples === null || file.samples === undefined ? null : count(file.samples)],
        ["classes", file.classes === null || file.classes === undefined ? null : String(file.classes)], ["size", bytes(file.bytes)],
        ["owner", file.owner], ["stored", time(file.storedAt)], ["in specifications", h("code", null, file.reference)]]),
      warnings(file.warnings ?? []),
      countsOf(file.counts),
      h("div", { class: "actions" },
        file.kind === "nir" && h("a", { class: "button", href: link(["new"], { nir: file.reference.replace(/^uploaded:/, "") }) }, "New job from this network"),
        mayChange && action("Delete", async () => {
          await remove(filePath);
          if (files.length === 1) go(["datasets"]);
          else await show({ main, place, signal, caller });
        }, { kind: "danger", confirm: `Delete ${file.file}?`, label: `Delete ${file.file}` })),
      !MODELS.includes(file.kind) && samples(file, filePath));
  }

  function samples(file, filePath) {
    const figures = h("div", { class: "charts" });
    const first = h("input", { type: "number", min: 0, max: Math.max(0, (file.samples ?? 1) - 1), value: 0 });
    let shown = [];
    const draw = () => replace(figures, shown.map(sampleFigure));
    redraws.add(draw);
    const read = async () => {
      const from = Number(first.value);
      try {
        shown = [];
        for (let i = from; i < Math.min(from + AT_ONCE, file.samples ?? from + 1); i++) shown.push(await get(`${filePath}/samples/${i}`, signal));
        draw();
      } catch (e) {
        if (e.name === "AbortError") return;
        if (e.status === undefined) throw e;
        replace(figures, problem(e));
      }
    };
    const turn = (by) => () => {
      first.value = String(Math.max(0, Math.min(Number(first.max), Number(first.value) + by)));
      return read();
    };
    // Reading samples opens the file at the service, so that it waits until somebody looks.
    const details = h("details", { ontoggle: () => details.open && shown.length === 0 && read() }, h("summary", null, "Samples"),
      h("form", { class: "toolbar", onsubmit: (event) => {
        event.preventDefault();
        read();
      } }, labelled("From sample", first), h("button", null, "Show"), action("Previous", turn(-AT_ONCE)), action("Next", turn(AT_ONCE))), figures);
    return details;
  }
}
