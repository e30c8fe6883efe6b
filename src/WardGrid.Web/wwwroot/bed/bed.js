// The traces of one bed: every channel, at a chosen paper speed, its quality under it second by second.
import { openLine } from '../live/connection.js';
import { byKind, tidy } from '../live/messages.js';
import { readWave } from '../live/waves.js';
import { heardServerTime, serverNow } from '../live/serverclock.js';
import { hideLost, isLost, showLost } from '../live/lineBanner.js';
import { rememberedChoice } from '../shell/choice.js';
import { guard } from '../shell/faults.js';
import { span, word } from '../shell/words.js';
import { DrawWatch } from '../traces/drawWatch.js';
import { onEveryFrame } from '../traces/frames.js';
import { Playout } from '../traces/playout.js';
import { ChannelRow } from './channelRow.js';
import { Freeze } from './freeze.js';
import { ageNumbers, clearNumbers, writeNumbers } from './numbers.js';
import { Parting, place } from './parting.js';

const SILENT_MS = 2000;

/** The bed as the circuit has written it: which patient's slot, and which version. */
function written() {
  const { slot = -1, version = 0 } = document.querySelector('.bed-page')?.dataset ?? {};
  return { slot: Number(slot), version: Number(version) };
}

/** Starts the traces inside `box`; the result stops them. */
export function start(box, bed) {
  let state = null, rows = new Map(), playout = new Playout(), lastDataAt = 0, told = null, due = false;
  const watched = new DrawWatch(), parting = new Parting();
  const outage = Object.assign(document.createElement('p'), { className: 'bed-outage', hidden: true });
  outage.setAttribute('role', 'status');
  const fault = Object.assign(document.createElement('p'), { className: 'bed-fault', hidden: true });
  fault.setAttribute('role', 'alert');
  const speed = rememberedChoice('bed-speed', rebuild);
  const gain = rememberedChoice('bed-gain', rebuild);

  const freeze = new Freeze(box, () => Number(speed()));
  clearNumbers();

  function rebuild() {
    freeze.set(false);
    playout = new Playout();
    rows = new Map((state?.channels ?? []).map(c => [c.index, new ChannelRow(c, Number(speed()), Number(gain()))]));
    box.replaceChildren(outage, fault, ...[...rows.values()].map(r => r.element));
  }

  const closeLine = openLine(`/live/beds/${encodeURIComponent(bed)}`, {
    message: byKind({
      tick: message => heardServerTime(message.now),
      gone: message => {
        if (message.slot === told?.slot) told = null;
        if (message.slot === state?.slot) clear();
      },
      bed: heardState,
    }),
    wave: buffer => {
      const sentAt = new DataView(buffer).getFloat64(8, true);
      heardServerTime(sentAt);
      readWave(buffer, (slot, epoch, index, start, raw) => {
        if (slot !== state?.slot || epoch !== state.epoch) return;
        const row = rows.get(index);
        if (!row) return;
        row.samples.append(start, raw);
        playout.heard(row.samples.endSeconds, performance.now() / 1000);
        lastDataAt = sentAt;
        watched.heard();
      });
    },
    lost: since => showLost('line', since),
    back: () => {
      told = null;
      clear();
      hideLost('line');
    },
  });

  /** Runs one part of the page: what fails is counted and said over the traces, and the other rows go on. */
  function part(name, act) {
    if (!guard(name, act, bed)) watched.failed();
  }

  function heardState(received) {
    told = received;
    // Beside another patient's name nothing of this one is shown: the circuit writes the new name, or the page is struck out.
    if (received.slot !== written().slot) {
      if (state) clear();
      return;
    }
    const before = state;
    state = tidy(received);
    lastDataAt = Math.max(lastDataAt, state.lastFrameAt ?? 0);
    if (!before || before.slot !== state.slot || before.epoch !== state.epoch || before.channels.length !== state.channels.length) part('bed rows', rebuild);
    due = true;
    part('bed numbers', showNumbers);
    for (const channel of state.channels) part('bed quality', () => rows.get(channel.index)?.quality(channel));
  }

  /** Nothing new is written while anything of the page is lost: the name beside the numbers may be of another time. */
  function showNumbers() {
    if (!due || !state || isLost()) return;
    due = false;
    writeNumbers(state);
  }

  function clear() {
    state = null;
    lastDataAt = 0;
    clearNumbers();
    rebuild();
  }

  const stopFrames = onEveryFrame((now, elapsed) => {
    const time = playout.at(now, elapsed);
    const silent = serverNow() - lastDataAt > SILENT_MS;
    if (time === null || silent || isLost() || freeze.frozen) return;
    for (const row of rows.values()) part('bed drawing', () => {
      if (row.draw(time, playout.phase)) watched.drawn();
    });
  });

  /** Takes a bed that the circuit has written in the meantime, and strikes everything out where the two feeds have parted. */
  function compare() {
    const now = written();
    if (told && !state && told.slot === now.slot) heardState(told);
    const since = parting.since(told ? place(told.slot, told.version) : -1, now.slot < 0 ? -1 : place(now.slot, now.version));
    if (since === null) hideLost('parted');
    else showLost('parted', since);
    showNumbers();
  }

  const watch = setInterval(() => {
    part('bed feeds', compare);
    const age = serverNow() - lastDataAt, silent = Boolean(state) && age > SILENT_MS;
    box.classList.toggle('silent', silent);
    ageNumbers(age, silent);
    outage.hidden = !silent;
    freeze.watch();
    const still = watched.standsStill && !freeze.frozen && !isLost(), faulty = still || watched.isFaulty;
    fault.hidden = !faulty;
    if (faulty) fault.textContent = word(still ? 'wall.notDrawn' : 'wall.faulty', watched.faults);
    if (silent) outage.textContent = lastDataAt ? word('wall.noData', span(age)) : word('wall.neverData');
  }, 500);

  const resized = () => rows.forEach(r => r.resized());
  const sizes = new ResizeObserver(resized);
  sizes.observe(box);
  document.documentElement.addEventListener('theme', resized);

  return {
    stop() {
      closeLine();
      hideLost('line');
      hideLost('parted');
      freeze.stop();
      stopFrames();
      clearInterval(watch);
      sizes.disconnect();
      document.documentElement.removeEventListener('theme', resized);
    },
  };
}
