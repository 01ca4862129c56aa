// Access tokens, for admins.

import { get, post, remove } from "../api.js";
import { h, problem, replace } from "../dom.js";
import { time } from "../format.js";
import { Table } from "../table.js";
import { action, badge, heading, labelled } from "../widgets.js";

export async function show({ main, signal }) {
  const made = h("div", { role: "status" });
  const table = new Table(null, {
    caption: "Tokens", key: (token) => token.id,
    columns: [
      { id: "name", title: "Name", value: (token) => token.name, cell: (token) => token.name },
      { id: "scope", title: "Scope", value: (token) => token.scope, cell: (token) => token.scope },
      { id: "state", title: "State", value: state, cell: (token) => badge(state(token)) },
      { id: "expires", title: "Expires", value: (token) => token.expiresAt, cell: (token) => time(token.expiresAt) },
      { id: "created", title: "Created", value: (token) => token.createdAt, cell: (token) => `${time(token.createdAt)} by ${token.createdBy}` },
      { id: "actions", title: "Actions", cell: (token) => state(token) === "valid" && action("Revoke", async () => {
        await remove(`tokens/${token.id}`);
        await read();
      }, { kind: "danger", confirm: `Revoke the token of ${token.name}? It stops working at once.`, label: `Revoke the token of ${token.name}` }) },
    ],
  });
  const name = h("input", { type: "text", required: true, maxlength: 200 });
  const scope = h("select", null, ["viewer", "submitter", "worker", "admin"].map((value) => h("option", null, value)));
  const days = h("input", { type: "number", min: 1, max: 3650, value: 90 });
  const form = h("form", { class: "filter", onsubmit: async (event) => {
    event.preventDefault();
    try {
      const token = await post("tokens", { name: name.value, scope: scope.value, days: Number(days.value) });
      replace(made, h("div", { class: "success" }, h("p", null, `The token of ${token.name}, shown this once: `), h("code", null, token.token), " ",
        h("button", { type: "button", onclick: () => navigator.clipboard.writeText(token.token) }, "Copy")));
      form.reset();
      await read();
    } catch (e) {
      if (e.status === undefined) throw e;
      replace(made, problem(e));
    }
  } }, labelled("Name", name), labelled("Scope", scope), labelled("Days", days), h("button", { class: "primary" }, "Create token"));
  const read = async () => table.set((await get("tokens", signal)).tokens);
  replace(main, heading("Tokens"), form, made, table.element);
  await read();
}

function state(token) {
  if (token.revokedAt !== null) return "revoked";
  return new Date(token.expiresAt) < new Date() ? "expired" : "valid";
}
