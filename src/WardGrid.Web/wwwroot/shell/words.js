// The words of the page's language, from the resource files.

const words = JSON.parse(document.body?.dataset.words ?? '{}');

/** A word by its key, with `{0}`, `{1}` replaced; a key without a word is shown as it is, so that it is noticed. */
export function word(key, ...values) {
  return (words[key] ?? key).replace(/\{(\d)\}/g, (_, i) => values[i]);
}

/** The words for how many: one of a thing has words of its own. */
export const counted = (key, count, ...others) => word(count === 1 ? `${key}.one` : key, count, ...others);

/** A bed as one says it: "Bed 5" for 5, but "bed-5" or "Side room" as it is. */
export const bedName = bed => /^\d/.test(bed) ? word('wall.bedName', bed) : bed;

/** How long ago, or for how long: 12 s, 3:05, 2 h 10 min. */
export function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
  return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
}
