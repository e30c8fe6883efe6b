// One bed of the wall: its words and numbers from states, its traces from waves.
import { Samples } from '../traces/samples.js';
import { Playout } from '../traces/playout.js';
import { PX_PER_MM } from '../traces/scale.js';
import { Sweep } from '../traces/sweep.js';
import { tidy } from '../live/messages.js';
import { serverNow } from '../live/serverclock.js';
import { DrawWatch } from '../traces/drawWatch.js';
import { guard } from '../shell/faults.js';
import { mark, write } from '../shell/text.js';
import { bedName, span, word } from '../shell/words.js';
import { writeAlarm } from './alarmLine.js';
import { hidden, inForce, writeInactive } from './inactive.js';
import { writeVitals } from './vitals.js';
import { writeQuality } from './quality.js';

/** Without data for this long a bed counts as silent, as on the server. */
export const SILENT_MS = 2000;
/** After this long its last numbers are taken off the screen. */
const NUMBERS_GONE_MS = 10000;
/** A device clock further off than this is shown. */
const CLOCK_OFF_MS = 5000;

/** A channel's name over its trace; beside an ECG the bracket that is 1 mV high. */
function label({ name, kind }) {
  const box = Object.assign(document.createElement('div'), { className: kind.toLowerCase() });
  box.append(Object.assign(document.createElement('i'), { className: 'cal', hidden: kind !== 'Ecg' }), Object.assign(document.createElement('span'), { textContent: name }));
  return box;
}

export class Tile {
  constructor(template, state, gain) {
    this.element = template.content.firstElementChild.cloneNode(true);
    for (const name of ['bed', 'patient', 'age', 'demo', 'clock', 'alarm', 'labels', 'outage', 'fault', 'vitals', 'quality', 'inactive', 'cal'])
      this[name] = this.element.querySelector(`.tile-${name}`);
    this.canvas = this.element.querySelector('canvas');
    this.canvas.tile = this;
    this.gain = gain;
    this.lastDataAt = 0;
    this.silent = false;
    this.watched = new DrawWatch();
    this.samples = new Map();
    this.playout = new Playout();
    this.update(state);
  }

  /** Runs one part of this tile: what fails is counted and said on the tile, and no other part or bed notices. */
  #part(name, act) {
    if (!guard(name, act, this.state?.bed)) this.watched.failed();
  }

  /** The alarms that give any signal: all but those that are paused or off with their light. */
  get alarms() {
    return this.state.alarms.filter(a => !hidden(a));
  }

  get urgency() {
    const { alarms } = this, active = alarms.filter(a => !a.endedAt && !a.acknowledgedAt).map(a => a.priority);
    return Math.max(0, ...active) * 10 + Math.max(0, ...alarms.map(a => a.priority)) + (this.silent ? 5 : 0);
  }

  get needsAttention() {
    return this.alarms.length > 0 || this.silent || this.state.channels.some(c => c.score < 0.5);
  }

  update(received) {
    const before = this.state, state = this.state = tidy(received);
    this.lastDataAt = Math.max(this.lastDataAt, state.lastFrameAt ?? 0);
    this.#part('tile patient', () => this.#writeWho());
    this.#part('tile alarms', () => this.writeAlarms());
    this.#part('tile numbers', () => writeVitals(this.vitals, state.vitals, state.age));
    this.#part('tile quality', () => writeQuality(this.quality, state.channels));
    const isOther = before?.epoch !== state.epoch || JSON.stringify(before.wall) !== JSON.stringify(state.wall);
    if (isOther || !this.sweep) this.#part('tile traces', () => this.#rebuild());
  }

  /** Also called every half second, since a pause ends by itself. True where that has changed what signals. */
  writeAlarms() {
    const { alarms } = this, paused = inForce(this.state.inactive).length;
    const changed = alarms.length !== this.signalling || paused !== this.paused;
    [this.signalling, this.paused] = [alarms.length, paused];
    writeAlarm(this.element, this.alarm, alarms);
    writeInactive(this.inactive, this.state.inactive);
    return changed;
  }

  #rebuild() {
    const channels = this.state.wall.map(i => this.state.channels.find(c => c.index === i)).filter(Boolean);
    this.samples = new Map(channels.map(c => [c.index, new Samples(c)]));
    this.playout = new Playout();
    this.sweep = new Sweep(this.canvas, [...this.samples.values()], { gain: this.gain });
    this.sized = false;
    this.labels.replaceChildren(...channels.map(label));
    this.millivolt = null;
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', word('wall.traces', bedName(this.state.bed), channels.map(c => c.name).join(', ')));
  }

  #writeWho() {
    const { state } = this, label = `${bedName(state.bed)}, ${state.patient}`;
    mark(this.element, 'bed', state.bed);
    write(this.bed, state.bed);
    if (this.bed.getAttribute('aria-label') !== label) {
      this.bed.href = `/beds/${encodeURIComponent(state.bed)}`;
      this.bed.setAttribute('aria-label', label);
    }
    write(this.patient, state.patient);
    write(this.age, state.age === 'Adult' ? '' : word(`age.${state.age}`));
    this.demo.hidden = !state.demo;
    const off = Math.abs(state.clockOffsetMs ?? 0) > CLOCK_OFF_MS;
    this.clock.hidden = !off;
    if (off) write(this.clock, word('wall.clockOff', span(Math.abs(state.clockOffsetMs))));
  }

  setGain(gain) {
    this.gain = gain;
    for (const trace of this.sweep?.traces ?? []) trace.scale.chosen = gain;
    // Drawn anew at once: a sweep may take a quarter of a minute, and has one gain only.
    this.resized();
  }

  wave(epoch, index, start, raw, sentAt) {
    const samples = this.samples.get(index);
    if (!samples || epoch !== this.state.epoch) return;
    this.#part('tile samples', () => {
      samples.append(start, raw);
      this.lastDataAt = Math.max(this.lastDataAt, sentAt);
      this.playout.heard(samples.endSeconds, performance.now() / 1000);
      this.watched.heard();
    });
  }

  resized() {
    this.sized = false;
    this.millivolt = null;
  }

  draw(now, elapsed) {
    this.#part('tile drawing', () => {
      if (!this.sized) {
        this.sweep.resize();
        this.sized = true;
      }
      const time = this.playout.at(now, elapsed);
      if (time === null || this.silent) return;
      if (this.sweep.advance(time, this.playout.phase)) this.watched.drawn();
      this.#calibrate();
    });
  }

  /** One millivolt, at the first ECG trace, as high as it is drawn; a bed without an ECG has no such mark. */
  #calibrate() {
    const ecg = this.sweep.firstEcg, height = ecg?.scale.millivolt ?? 0;
    if (this.millivolt === height) return;
    this.millivolt = height;
    this.cal.hidden = height === 0;
    if (!ecg) return;
    this.cal.style.height = `${height}px`;
    this.cal.style.top = `${ecg.top + ecg.scale.baseline(ecg.band) - height}px`;
  }

  #showMillivolt() {
    this.sweep.traces.forEach(({ scale }, i) => {
      const mark = this.labels.children[i].firstChild;
      if (!mark.hidden && mark.gain !== scale.gain) mark.style.height = `${(mark.gain = scale.gain) * PX_PER_MM}px`;
    });
  }

  /** Looks at the clock: says how long a bed has been silent. True where that has begun or ended. */
  watch() {
    const age = this.lastDataAt === 0 ? Infinity : serverNow() - this.lastDataAt;
    const silent = age > SILENT_MS;
    const changed = silent !== this.silent;
    this.silent = silent;
    this.element.classList.toggle('silent', silent);
    this.vitals.classList.toggle('gone', age > NUMBERS_GONE_MS);
    this.outage.hidden = !silent;
    if (this.sweep) this.#part('tile scale', () => this.#showMillivolt());
    this.#writeFault();
    if (silent) write(this.outage, age === Infinity ? word('wall.neverData') : word('wall.noData', span(age)));
    return changed;
  }

  /** Says over the tile that what arrives is not drawn, or that a part of the tile has failed. */
  #writeFault() {
    const still = this.watched.standsStill, faulty = still || this.watched.isFaulty;
    this.fault.hidden = !faulty;
    if (faulty) write(this.fault, word(still ? 'wall.notDrawn' : 'wall.faulty', this.watched.faults));
  }
}
