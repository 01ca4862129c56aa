// Documents as flat lists of fields, and what differs between several.

/** {"/training/epochs": 10, ...}: the leaves of a document by JSON pointer; empty objects and arrays are leaves. */
export function flat(value, pointer = "", into = {}) {
  if (value !== null && typeof value === "object" && Object.keys(value).length > 0) {
    for (const [key, child] of Object.entries(value)) {
      flat(child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, into);
    }
  } else into[pointer] = value;
  return into;
}

/** The pointers at which the documents are not all equal, in order; absent counts as different. */
export function differences(documents) {
  const all = documents.map((document) => flat(document));
  const pointers = new Set(all.flatMap((fields) => Object.keys(fields)));
  return [...pointers].filter((pointer) => new Set(all.map((fields) => JSON.stringify(fields[pointer]))).size > 1)
    .map((pointer) => ({ pointer, values: all.map((fields) => fields[pointer]) }));
}

/** The part of a specification that a repetition with another seed shares. */
export function withoutSeed(spec) {
  const { name, labels, priority, ...rest } = spec;
  return JSON.stringify({ ...rest, training: { ...rest.training, seed: undefined } });
}
