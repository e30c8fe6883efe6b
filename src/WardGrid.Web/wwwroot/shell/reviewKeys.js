// The keys of the review page, taken wherever the focus is.

/** What takes letters or arrows for itself. */
const TAKES_KEYS = 'input:not([type=checkbox]), select, textarea, [contenteditable]';

/** Tells `page` of each of `keys` that is pressed; a key that is held down counts once. The result ends it. */
export function listen(page, keys) {
  const on = document.getElementById('review-keys');
  on.checked = localStorage.getItem(on.id) !== 'off';
  const keep = () => localStorage.setItem(on.id, on.checked ? 'on' : 'off');
  const pressed = event => {
    if (!on.checked || event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TAKES_KEYS)) return;
    const key = keys.find(k => k.toLowerCase() === event.key.toLowerCase());
    if (!key) return;
    event.preventDefault();
    if (event.repeat && key.length === 1) return;
    page.invokeMethodAsync('PressedAsync', key);
  };
  on.addEventListener('change', keep);
  document.addEventListener('keydown', pressed);
  return { stop: () => document.removeEventListener('keydown', pressed) };
}

/** Brings the picked row into view. */
export const showPicked = () => document.querySelector('.alarm-list [aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
