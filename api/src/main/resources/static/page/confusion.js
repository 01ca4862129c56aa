// Which classes are taken for which: a table with a row for each true class.

import { h } from "./dom.js";
import { count } from "./format.js";

/** @param classes in order of the rows and columns; null where there are too many for a table */
export function confusionTable(confusion, classes) {
  const name = (score) => score.name ?? String(score.label);
  return [h("p", { class: "muted" }, "Confusion matrix: rows are the true classes, columns the predicted ones."), h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Confusion matrix" },
    h("table", { class: "confusion" },
      h("caption", { class: "hidden" }, "Confusion matrix"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "class"), classes.map((score) => h("th", { scope: "col", class: "number" }, name(score))))),
      h("tbody", null, confusion.map((row, i) => {
        const all = Math.max(1, classes[i].samples);
        return h("tr", null, h("th", { scope: "row" }, name(classes[i])), row.map((n, j) => h("td", {
          class: i === j ? "number right" : "number wrong",
          style: { "--share": `${Math.round((100 * n) / all)}%` },
        }, n === 0 ? "·" : count(n))));
      }))))];
}
