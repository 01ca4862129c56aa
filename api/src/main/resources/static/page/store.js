// Choices that outlive a visit. What cannot be read counts as absent: an older release may have written it.

export function load(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(`backspike.${key}`)) ?? fallback;
  } catch (e) {
    if (e instanceof SyntaxError) return fallback;
    throw e;
  }
}

export function save(key, value) {
  localStorage.setItem(`backspike.${key}`, JSON.stringify(value));
}
