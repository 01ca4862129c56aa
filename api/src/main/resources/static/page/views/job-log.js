// The log lines of all attempts, which follow the job while the end is in sight.

import { all, download } from "../api.js";
import { h, problem, replace } from "../dom.js";
import { action, labelled, select } from "../widgets.js";

export function logTab({ id, signal, listen }) {
  return {
    id: "log", title: "Log",
    show: async (panel) => {
      const lines = h("div", { class: "log", tabindex: 0, role: "log", "aria-label": "Log" });
      const follows = h("input", { type: "checkbox", checked: true });
      const level = select([["all", "all levels"], ["WARNING", "warnings and errors"]], "all", (chosen) => lines.classList.toggle("warnings", chosen !== "all"));
      replace(panel, h("div", { class: "toolbar" }, h("label", null, follows, " follow"), labelled("Show", level),
        action("Download", () => download(`jobs/${id}/logs`, `${id}.log`, "text/plain"))), lines);
      const seen = new Set();
      const add = (list) => {
        const fresh = list.filter((line) => !seen.has(keyOf(line)));
        fresh.forEach((line) => seen.add(keyOf(line)));
        lines.append(...fresh.map(row));
        if (follows.checked) lines.scrollTop = lines.scrollHeight;
      };
      lines.addEventListener("wheel", (event) => event.deltaY < 0 && (follows.checked = false), { passive: true });
      listen((events) => add(events.filter((event) => event.type === "log")));
      try {
        const stored = await all(`jobs/${id}/logs`, "lines", { most: 5000, signal });
        const early = [...lines.children];
        add(stored);
        // Lines that arrived while the stored ones were read are the latest.
        lines.append(...early);
        if (lines.children.length === 0) lines.append(h("p", { class: "muted" }, "No lines yet."));
      } catch (e) {
        if (e.name === "AbortError") return;
        replace(lines, problem(e));
        if (e.status === undefined) throw e;
      }
    },
  };
}

/** Events and stored lines of the same moment and text are the same. */
function keyOf(line) {
  return `${line.attempt} ${line.time} ${line.message}`;
}

function row(line) {
  return h("div", { class: `line ${line.level.toLowerCase()}` },
    h("time", { datetime: line.time }, new Date(line.time).toLocaleTimeString()),
    h("span", { class: "muted" }, ` ${line.attempt} `),
    h("span", { class: "level" }, line.level), " ",
    h("span", { class: "message" }, line.message));
}
