// Values as people read them.

const NUMBER = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const COUNT = new Intl.NumberFormat("en");

export function count(value) {
  return COUNT.format(value);
}

/** Four significant digits; "not finite" stands in the API as null. */
export function number(value) {
  if (value === null) return "not finite";
  if (value === undefined) return "–";
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(3) : NUMBER.format(value);
}

/** Accuracies are shares and shown in percent. */
export function metric(series, value) {
  return typeof value === "number" && /[aA]ccuracy$/.test(series) ? `${(100 * value).toFixed(2)} %` : number(value);
}

export function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

export function time(iso) {
  return iso ? new Date(iso).toLocaleString() : "–";
}

/** "5 min ago". */
export function ago(iso) {
  if (!iso) return "–";
  const seconds = (Date.now() - new Date(iso).getTime()) / 1000;
  if (seconds < 5) return "now";
  const [amount, unit] =
    seconds < 60 ? [seconds, "s"] : seconds < 3600 ? [seconds / 60, "min"]
    : seconds < 86_400 ? [seconds / 3600, "h"] : [seconds / 86_400, "d"];
  return `${Math.floor(amount)} ${unit} ago`;
}

/** Seconds that a job has run or took. */
export function elapsed(job) {
  if (!job.startedAt) return undefined;
  return ((job.endedAt ? new Date(job.endedAt) : new Date()) - new Date(job.startedAt)) / 1000;
}

/** "RETRY_WAIT" as "retry wait". */
export function words(constant) {
  return constant.toLowerCase().replaceAll("_", " ").replaceAll("-", " ");
}

/** The workers of a job or attempt by rank; null before the first attempt. */
export function workers(resource) {
  return resource.workers.length > 1 ? resource.workers.map((name, rank) => `${rank}: ${name}`).join(", ") : resource.worker;
}
