// Uploaded data sets, and uploads of files.

import { all, send } from "../api.js";
import { h, problem, replace, toast } from "../dom.js";
import { bytes, count } from "../format.js";
import { link } from "../router.js";
import { Table } from "../table.js";
import { heading, labelled } from "../widgets.js";

export async function show({ main, signal, caller }) {
  const table = new Table("datasets", {
    caption: "Data sets", key: (one) => one.name, empty: "No data sets have been uploaded. Jobs can also name files in the operator's data-set directory.",
    columns: [
      { id: "name", title: "Name", fixed: true, value: (one) => one.name, cell: (one) => h("a", { href: link(["datasets", one.name]) }, one.name) },
      { id: "files", title: "Files", number: true, value: (one) => one.files.length, cell: (one) => String(one.files.length) },
      { id: "kinds", title: "Kinds", cell: (one) => [...new Set(one.files.map((file) => file.kind))].join(", ") },
      { id: "samples", title: "Samples", number: true, value: samples, cell: (one) => samples(one) === 0 ? "–" : count(samples(one)) },
      { id: "size", title: "Size", number: true, value: (one) => one.bytes, cell: (one) => bytes(one.bytes) },
      { id: "owner", title: "Owner", cell: (one) => [...new Set(one.files.map((file) => file.owner))].join(", ") },
    ],
  });
  const read = async () => table.set(await all("datasets", "datasets", { signal }));
  replace(main, heading("Data sets"), caller.scopes.includes("submitter") && upload(read), table.element);
  await read();
}

function samples(dataset) {
  return dataset.files.reduce((sum, file) => sum + (file.samples ?? 0), 0);
}

function upload(done) {
  const name = h("input", { type: "text", name: "name", required: true, maxlength: 100, pattern: "[A-Za-z0-9._\\-]+" });
  const files = h("input", { type: "file", name: "files", multiple: true, required: true });
  const result = h("div", { role: "status" });
  const button = h("button", null, "Upload");
  return h("details", { class: "card" }, h("summary", null, "Upload files"), h("form", { class: "filter", onsubmit: async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      for (const file of files.files) {
        replace(result, `Uploading ${file.name} …`);
        await send(`datasets/${encodeURIComponent(name.value)}/files/${encodeURIComponent(file.name)}`, { method: "PUT", body: file, headers: { "Content-Type": "application/octet-stream" } });
      }
      replace(result);
      toast(`Uploaded ${files.files.length} file(s).`);
      await done();
    } catch (e) {
      if (e.status === undefined) throw e;
      replace(result, problem(e));
    } finally {
      button.disabled = false;
    }
  } }, labelled("Data set", name), labelled("Files (SHD HDF5, IDX, NIR, safetensors)", files), button, result));
}
