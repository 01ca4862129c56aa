// The specification: as submitted, with every default, and what differs from another job.

import { get } from "../api.js";
import { differences } from "../diff.js";
import { h, problem, replace } from "../dom.js";
import { jobLink, labelled, select } from "../widgets.js";

export function specificationTab({ id, job, signal }) {
  return {
    id: "specification", title: "Specification",
    show: (panel) => {
      const text = h("pre", { class: "document", tabindex: 0, "aria-label": "Specification" });
      const showText = (which) => (text.textContent = JSON.stringify(job[which], null, 2));
      const result = h("div", { role: "status" });
      const other = h("input", { type: "search", placeholder: "j0…", maxlength: 40, "aria-describedby": "compare-help" });
      const form = h("form", { class: "toolbar", onsubmit: async (event) => {
        event.preventDefault();
        try {
          const second = await get(`jobs/${encodeURIComponent(other.value.trim())}`, signal);
          replace(result, table(job, second));
        } catch (e) {
          if (e.status === undefined) throw e;
          replace(result, problem(e));
        }
      } }, labelled("What differs from job", other), h("button", null, "Show"), h("span", { class: "muted", id: "compare-help" }, "the id of another job"));
      const copy = h("button", { type: "button", onclick: () => navigator.clipboard.writeText(text.textContent) }, "Copy");
      replace(panel, form, result,
        h("div", { class: "toolbar" }, labelled("Show", select([["resolvedSpec", "with all defaults"], ["spec", "as submitted"]], "resolvedSpec", showText)), copy), text);
      showText("resolvedSpec");
    },
  };

  function table(first, second) {
    const rows = differences([first.resolvedSpec, second.resolvedSpec]);
    if (rows.length === 0) return h("p", null, "The two specifications are the same.");
    return h("table", { class: "stack" },
      h("caption", { class: "hidden" }, "What differs"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Field"), h("th", { scope: "col" }, first.name), h("th", { scope: "col" }, jobLink(second.id, second.name)))),
      h("tbody", null, rows.map(({ pointer, values }) => h("tr", null,
        h("th", { scope: "row", "data-label": "Field" }, h("code", null, pointer)),
        values.map((value, i) => h("td", { "data-label": i === 0 ? id : second.id }, value === undefined ? "–" : JSON.stringify(value)))))));
  }
}
