// The ward wall: one line, one animation loop, a tile per bed.
import { openLine } from '../live/connection.js';
import { byKind } from '../live/messages.js';
import { readWave } from '../live/waves.js';
import { heardServerTime } from '../live/serverclock.js';
import { hideLost, showLost } from '../live/lineBanner.js';
import { rememberedChoice } from '../shell/choice.js';
import { guard } from '../shell/faults.js';
import { write } from '../shell/text.js';
import { counted, word } from '../shell/words.js';
import { onEveryFrame } from '../traces/frames.js';
import { showAlarmBeds } from './alarmBeds.js';
import { announceAlarms, announceInactive, announceSilence } from './announce.js';
import { writeAlarmAge } from './alarmLine.js';
import { inForce } from './inactive.js';
import { heardSoundState, watchSound } from './sound.js';
import { byBed, byUrgency, columnsFor, filters } from './arrange.js';
import { chooseGroup, inGroup } from './groups.js';
import { writeOutside } from './outside.js';
import { Tile } from './tile.js';

const wall = document.getElementById('wall');
const template = document.getElementById('tile');
const tiles = new Map();      // slot -> Tile
const sizes = new ResizeObserver(entries => entries.forEach(e => e.target.tile?.resized()));
let lineLost = false, heardOnce = false;

const columns = rememberedChoice('wall-columns', arrange);
const sort = rememberedChoice('wall-sort', arrange);
const filter = rememberedChoice('wall-filter', arrange);
const gain = rememberedChoice('wall-gain', () => tiles.forEach(t => t.setGain(Number(gain()))));

const heardGroups = chooseGroup(arrange);

const on = {
  tick: message => {
    heardServerTime(message.now);
    wall.dataset.lost = message.lost;
    const first = !heardOnce;
    heardOnce = true;
    if (first) arrange();
  },
  bed: state => {
    const tile = tiles.get(state.slot);
    if (tile) {
      const { alarms: before, urgency } = tile, inactive = tile.state.inactive;
      tile.update(state);
      announceAlarms(state.bed, before, tile.alarms);
      announceInactive(state.bed, inactive, state.inactive);
      if (tile.urgency !== urgency) arrange();
    } else {
      const newcomer = new Tile(template, state, Number(gain()));
      tiles.set(state.slot, newcomer);
      sizes.observe(newcomer.canvas);
      if (heardOnce) announceAlarms(state.bed, [], newcomer.alarms);
      arrange();
    }
    count();
  },
  sound: heardSoundState,
  groups: heardGroups,
  gone: message => {
    remove(message.slot);
    arrange();
  },
};

openLine('/live/ward', {
  message: byKind(on),
  wave: buffer => {
    const sentAt = new DataView(buffer).getFloat64(8, true);
    heardServerTime(sentAt);
    readWave(buffer, (slot, epoch, channel, start, samples) => tiles.get(slot)?.wave(epoch, channel, start, samples, sentAt));
  },
  lost: since => {
    lineLost = true;
    showLost('line', since);
  },
  back: () => {
    // What was shown before may be of another patient by now: the server tells every bed anew.
    lineLost = false;
    for (const slot of [...tiles.keys()]) remove(slot);
    hideLost('line');
  },
});

onEveryFrame((now, elapsed) => {
  if (lineLost) return;
  for (const tile of tiles.values())
    if (tile.element.isConnected) tile.draw(now, elapsed);
});

setInterval(() => {
  let changed = false;
  for (const tile of tiles.values()) guard('tile watch', () => { changed = watch(tile) || changed; }, tile.state.bed);
  if (changed) guard('arrange', arrange);
  guard('sound', () => watchSound([...tiles.values()].flatMap(t => t.state.alarms)));
}, 500);

/** What time alone changes on a tile; true where the order of the tiles may have changed. */
function watch(tile) {
  const fell = tile.watch();
  if (fell && !lineLost) announceSilence(tile.state.bed, tile.silent);
  const paused = tile.writeAlarms();
  writeAlarmAge(tile.alarm);
  return fell || paused;
}

function remove(slot) {
  const tile = tiles.get(slot);
  if (!tile) return;
  sizes.unobserve(tile.canvas);
  tile.element.remove();
  tiles.delete(slot);
}

function arrange() {
  // Before the ward has spoken nothing is known of it, not even that it is empty.
  if (!heardOnce && tiles.size === 0) return;
  const shown = [...tiles.values()].filter(inGroup).filter(filters[filter()]).sort(sort() === 'urgency' ? byUrgency : byBed);
  shown.forEach((tile, i) => {
    if (wall.children[i] !== tile.element) wall.insertBefore(tile.element, wall.children[i] ?? null);
  });
  while (wall.children.length > shown.length) wall.lastChild.remove();
  const room = wall.getBoundingClientRect();
  const chosen = Number(columns()) || columnsFor(shown.length, room.width, wall.parentElement.clientHeight - (wall.offsetTop - wall.parentElement.offsetTop));
  wall.style.setProperty('--columns', chosen);
  document.getElementById('wall-empty').hidden = tiles.size > 0;
  count();
}

function count() {
  writeOutside([...tiles.values()].filter(t => !t.element.isConnected));
  const all = [...tiles.values()].filter(inGroup), alive = all.filter(t => !t.silent && t.state.connected);
  write(document.getElementById('wall-count'), word('wall.count', alive.length, all.length));
  const active = all.filter(t => t.alarms.some(a => !a.endedAt)).length;
  const inactive = all.flatMap(t => inForce(t.state.inactive)).length, note = document.getElementById('wall-inactive');
  note.hidden = inactive === 0;
  write(note, counted('wall.inactive', inactive));
  write(document.getElementById('wall-urgent'), active ? word('wall.inAlarm', active) : word('wall.calm'));
  showAlarmBeds(all.filter(t => t.element.isConnected));
}

document.getElementById('wall-view').addEventListener('click', event =>
  event.target.setAttribute('aria-expanded', event.target.getAttribute('aria-expanded') === 'false'));

// The wall's own size decides the columns; each canvas follows its tile.
new ResizeObserver(arrange).observe(wall);
document.documentElement.addEventListener('theme', () => tiles.forEach(t => t.resized()));
