// What a JSON Schema offers at a place of a document.

/** The schemas that may describe the value at a path; several where there is a choice. */
export function schemasAt(root, path) {
  let found = [root];
  for (const part of path) {
    found = found.flatMap((schema) => choices(root, schema)).flatMap((schema) => {
      if (schema.properties && part in schema.properties) return [schema.properties[part]];
      if (schema.items && /^\d+$/.test(part)) return [schema.items];
      return schema.additionalProperties && typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
    });
  }
  return found.flatMap((schema) => choices(root, schema));
}

function choices(root, schema) {
  if (schema.$ref) {
    const target = schema.$ref.replace(/^#\//, "").split("/").reduce((node, part) => node[part], root);
    return choices(root, target);
  }
  const inner = schema.anyOf ?? schema.oneOf;
  return inner ? inner.flatMap((one) => choices(root, { description: schema.description, ...one })) : [schema];
}

/** Fields that an object may have and has not: [{text, detail}]. */
export function keysAt(root, path, present) {
  const offers = new Map();
  for (const schema of schemasAt(root, path)) {
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (present.includes(name)) continue;
      const isRequired = schema.required?.includes(name);
      const detail = field.description ?? choices(root, field)[0]?.description ?? "";
      offers.set(name, { text: name, detail: `${isRequired ? "required. " : ""}${detail}${field.default === undefined ? "" : ` Default: ${JSON.stringify(field.default)}`}` });
    }
  }
  return [...offers.values()];
}

/** Words that a value may be: [{text, detail}], with text as JSON. */
export function valuesAt(root, path) {
  const offers = new Map();
  for (const schema of schemasAt(root, path)) {
    const words = schema.const !== undefined ? [schema.const] : schema.enum ?? [];
    for (const word of words) if (word !== null) offers.set(JSON.stringify(word), schema.description ?? "");
    const type = Array.isArray(schema.type) ? schema.type : [schema.type];
    if (type.includes("boolean")) ["true", "false"].forEach((word) => offers.set(word, ""));
    if (schema.properties?.type?.const !== undefined) offers.set(`{"type": ${JSON.stringify(schema.properties.type.const)}}`, schema.description ?? "");
    if (schema.default !== undefined && schema.default !== null && typeof schema.default !== "object") offers.set(JSON.stringify(schema.default), "the default");
  }
  return [...offers].map(([text, detail]) => ({ text, detail }));
}
