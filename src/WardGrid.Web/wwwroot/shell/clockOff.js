// Says where this screen's clock or zone is not the server's, whose times the pages show.
import { browserClockError } from '../live/serverclock.js';
import { write } from './text.js';
import { span, word } from './words.js';

/** Further off than this is said, ms: as for devices' clocks. */
const OFF_MS = 5000;

const note = document.getElementById('clock-off');
const zone = Number(note.dataset.zone);
const arrived = performance.getEntriesByType('navigation')[0]?.responseStart ?? performance.now();
/** As the page itself tells, before a live line does, and where there is none. */
const atLoad = Date.now() - (performance.now() - arrived) - Number(note.dataset.now);

const utc = minutes => `UTC${minutes < 0 ? '-' : '+'}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;

export function watchClock() {
  const ahead = browserClockError() ?? atLoad, said = [];
  if (Math.abs(ahead) > OFF_MS) said.push(word(ahead > 0 ? 'live.clockAhead' : 'live.clockBehind', span(Math.abs(ahead))));
  if (-new Date().getTimezoneOffset() !== zone) said.push(word('live.zone', utc(zone)));
  note.hidden = said.length === 0;
  write(note, said.join(' '));
}
