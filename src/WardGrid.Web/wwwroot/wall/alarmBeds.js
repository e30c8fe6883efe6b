// The beds in alarm, most urgent first, in the wall's head: seen even where the wall is longer than the screen.
import { mark } from '../shell/text.js';
import { bedName } from '../shell/words.js';
import { alarmName } from './alarmLine.js';

/** More would push the wall's tools away; the count beside them says how many there are. */
const MOST = 8;

const list = document.getElementById('wall-alarms');

export function showAlarmBeds(tiles) {
  const beds = tiles.map(tile => ({ tile, alarm: tile.alarms.find(a => !a.endedAt) })).filter(b => b.alarm)
    .sort((a, b) => b.tile.urgency - a.tile.urgency || b.alarm.priority - a.alarm.priority).slice(0, MOST);
  while (list.children.length > beds.length) list.lastChild.remove();
  beds.forEach(({ tile, alarm }, i) => {
    const link = list.children[i] ?? list.appendChild(document.createElement('a'));
    const text = `${'*'.repeat(alarm.priority)} ${tile.state.bed}`, said = `${bedName(tile.state.bed)}: ${alarmName(alarm)}`;
    link.classList.toggle('seen', Boolean(alarm.acknowledgedAt));
    if (link.textContent === text && link.title === said) return;
    link.href = `/beds/${encodeURIComponent(tile.state.bed)}`;
    link.title = said;
    link.setAttribute('aria-label', said);
    link.textContent = text;
    mark(link, 'priority', alarm.priority);
  });
}
