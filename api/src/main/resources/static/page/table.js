// Tables that sort, whose columns are chosen, and that show one page of rows at a time.

import { h, replace } from "./dom.js";
import { load, save } from "./store.js";
import { count } from "./format.js";

const PAGE = 50;
const COLLATOR = new Intl.Collator("en", { numeric: true });

/**
 * Columns are {id, title, cell(row), value?(row), number?}: those with a value sort. A row that has the same key and
 * the same version as before keeps its elements.
 */
export class Table {
  #rows = [];
  #page = 0;
  #kept = new Map();

  /** @param name under which columns and order are kept for the next visit; null for not at all */
  constructor(name, { columns, shown, sort = null, key, version = () => NaN, caption, empty = "Nothing here yet." }) {
    Object.assign(this, { name, columns, key, version, empty });
    this.choice = (name && load(`table.${name}`, null)) ?? { shown: shown ?? columns.map((one) => one.id), sort };
    this.head = h("thead");
    this.body = h("tbody", null, h("tr", null, h("td", { class: "muted empty" }, "Loading …")));
    this.pager = h("div", { class: "pager" });
    this.table = h("table", { class: "stack" }, h("caption", { class: "hidden" }, caption), this.head, this.body);
    this.element = h("div", null, h("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: 0 }, this.table), this.pager);
  }

  /** Columns that users can choose, such as one for each metric, may come later. */
  setColumns(columns) {
    if (columns.map((one) => one.id).join() === this.columns.map((one) => one.id).join()) return;
    this.columns = columns;
    this.#kept.clear();
  }

  set(rows) {
    this.#rows = rows;
    this.show();
  }

  show() {
    const columns = this.choice.shown.map((id) => this.columns.find((one) => one.id === id)).filter(Boolean);
    this.#showHead(columns);
    const rows = this.#sorted();
    this.#page = Math.min(this.#page, Math.max(0, Math.ceil(rows.length / PAGE) - 1));
    const page = rows.slice(this.#page * PAGE, (this.#page + 1) * PAGE);
    const kept = new Map();
    const elements = page.map((row) => {
      const key = this.key(row);
      const version = this.version(row);
      const before = this.#kept.get(key);
      const element = before !== undefined && before.version === version ? before.element : this.#row(row, columns);
      kept.set(key, { version, element });
      return element;
    });
    this.#kept = kept;
    this.#place(elements.length > 0 ? elements : [h("tr", null, h("td", { colspan: columns.length, class: "muted empty" }, this.empty))]);
    this.#showPager(rows.length);
  }

  /** Moves as little as possible, so that focus and hover stay where they are. */
  #place(elements) {
    elements.forEach((element, i) => {
      if (this.body.children[i] !== element) {
        const focused = element.contains(document.activeElement) ? document.activeElement : null;
        this.body.insertBefore(element, this.body.children[i] ?? null);
        focused?.focus();
      }
    });
    while (this.body.children.length > elements.length) this.body.lastChild.remove();
  }

  #row(row, columns) {
    return h("tr", null, columns.map((column) =>
      h("td", { "data-label": column.title, class: column.number ? "number" : null }, column.cell(row))));
  }

  #showHead(columns) {
    const text = JSON.stringify([this.choice, columns.map((one) => one.title)]);
    if (text === this.headText) return;
    this.headText = text;
    this.#kept.clear();
    const { sort } = this.choice;
    replace(this.head, h("tr", null, columns.map((column) => {
      const isSorted = sort?.id === column.id;
      const content = column.value
        ? h("button", { type: "button", class: "plain sort", "data-column": column.id, onclick: () => this.sortBy(column) }, column.title, " ",
            h("span", { "aria-hidden": "true" }, isSorted ? (sort.down ? "▾" : "▴") : ""))
        : column.title;
      return h("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": isSorted ? (sort.down ? "descending" : "ascending") : null }, content);
    })));
  }

  sortBy(column) {
    const { sort } = this.choice;
    this.choose({ sort: { id: column.id, down: sort?.id === column.id ? !sort.down : !!column.number } });
    this.head.querySelector(`[data-column="${CSS.escape(column.id)}"]`)?.focus();
  }

  choose(change) {
    this.choice = { ...this.choice, ...change };
    if (this.name) save(`table.${this.name}`, this.choice);
    this.show();
  }

  #sorted() {
    const { sort } = this.choice;
    const column = sort && this.columns.find((one) => one.id === sort.id);
    if (!column?.value) return this.#rows;
    const direction = sort.down ? -1 : 1;
    const keyed = this.#rows.map((row) => [column.value(row), row]);
    const absent = (value) => value === undefined || value === null;
    keyed.sort(([a], [b]) => {
      // What has no value comes last in either order.
      if (absent(a) || absent(b)) return absent(a) - absent(b);
      return direction * (typeof a === "number" ? a - b : COLLATOR.compare(a, b));
    });
    return keyed.map(([, row]) => row);
  }

  #showPager(total) {
    if (total <= PAGE) {
      replace(this.pager);
      return;
    }
    const first = this.#page * PAGE;
    const turn = (by, text) => h("button", {
      type: "button", disabled: this.#page + by < 0 || (this.#page + by) * PAGE >= total,
      onclick: () => {
        this.#page += by;
        this.show();
        this.element.scrollIntoView({ block: "nearest" });
      },
    }, text);
    replace(this.pager, turn(-1, "Previous"), h("span", { role: "status" }, `${first + 1}–${Math.min(first + PAGE, total)} of ${count(total)}`), turn(1, "Next"));
  }

  /** A menu of check boxes for the columns. */
  chooser() {
    const list = h("div", { class: "menu" });
    const fill = () => replace(list, this.columns.filter((column) => !column.fixed).map((column) => {
      const box = h("input", {
        type: "checkbox",
        checked: this.choice.shown.includes(column.id),
        onchange: () => this.choose({
          // In the order of the columns, those of earlier visits that are not known yet at the end.
          shown: [...this.columns.map((one) => one.id).filter((id) => id === column.id ? box.checked : this.choice.shown.includes(id)),
            ...this.choice.shown.filter((id) => !this.columns.some((one) => one.id === id))],
        }),
      });
      return h("label", null, box, " ", column.title);
    }));
    const details = h("details", { class: "chooser", ontoggle: () => details.open && fill() }, h("summary", null, "Columns"), list);
    return details;
  }
}
