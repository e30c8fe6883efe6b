// Beds in alarm that a group or a filter keeps off this wall: they sound here all the same, and are named.
import { bedName, word } from '../shell/words.js';

const note = document.getElementById('wall-outside');
let written = '';

export function writeOutside(tiles) {
  const urgent = tiles.map(tile => [tile.state.bed, Math.max(0, ...tile.alarms.filter(a => !a.endedAt && !a.acknowledgedAt).map(a => a.priority))])
    .filter(([, priority]) => priority > 0).sort(([a, p], [b, q]) => q - p || a.localeCompare(b, undefined, { numeric: true }));
  const key = JSON.stringify(urgent);
  if (key === written) return;
  written = key;
  note.hidden = urgent.length === 0;
  note.replaceChildren(word('wall.outside'), ...urgent.map(([bed, priority]) => {
    const link = Object.assign(document.createElement('a'), { href: `/beds/${encodeURIComponent(bed)}`, textContent: `${bedName(bed)} ${'*'.repeat(priority)}` });
    link.dataset.priority = priority;
    return link;
  }));
}
