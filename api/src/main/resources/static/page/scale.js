// Axes of the plots drawn as SVG: numbers (linear or logarithmic) and words.

import { number } from "./format.js";

/** A scale from values to positions between two ends; words and equal numbers are spread evenly. */
export function scale(values, from, to) {
  const numeric = values.every((value) => typeof value === "number" && Number.isFinite(value));
  if (!numeric) return words(values, from, to);
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low === high) return { at: () => (from + to) / 2, ticks: [{ at: (from + to) / 2, text: number(low) }] };
  // Parameters over a factor of 10 or more have been chosen by orders of magnitude.
  const isLog = low > 0 && high / low >= 10;
  const read = isLog ? Math.log10 : (value) => value;
  const write = isLog ? (value) => 10 ** value : (value) => value;
  const at = (value) => from + ((read(value) - read(low)) / (read(high) - read(low))) * (to - from);
  const ticks = [0, 1, 2, 3, 4].map((i) => {
    const value = write(read(low) + (i / 4) * (read(high) - read(low)));
    return { at: at(value), text: number(Number(value.toPrecision(3))) };
  });
  return { at, ticks };
}

function words(values, from, to) {
  const known = [...new Set(values.map((value) => JSON.stringify(value)))];
  const position = (i) => (known.length === 1 ? (from + to) / 2 : from + (i / (known.length - 1)) * (to - from));
  return {
    at: (value) => position(known.indexOf(JSON.stringify(value))),
    ticks: known.map((text, i) => ({ at: position(i), text: text.length > 14 ? `${text.slice(0, 13)}…` : text })),
  };
}

/** A colour between that of the worst and that of the best value. */
export function shade(value, values, goal) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const share = high === low ? 1 : (value - low) / (high - low);
  const good = Math.round(100 * (goal === "max" ? share : 1 - share));
  return `color-mix(in oklch, var(--curve-0) ${good}%, var(--curve-1))`;
}
