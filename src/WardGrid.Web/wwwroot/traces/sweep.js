// One canvas with one or more traces that a sweep rewrites from left to right, an erased bar before it. Only new columns are touched.
import { PX_PER_MM, scaleFor } from './scale.js';

/** Width of the erased bar before the sweep, CSS px. */
const ERASE = 14;
/** Until a channel has been seen for this long, s, its scale is a guess, and what was drawn with a worse one is drawn again. */
const LEARN_S = 4;
/** Drawing all again is dear on a wall of many beds: not oftener than this, s. */
const AGAIN_S = 0.5;

const seenLongEnough = samples => samples.end - samples.begin > LEARN_S * samples.rate;

/** Older samples have come after newer ones, or the first seconds have outgrown what the very first ones promised. */
const knowsBetter = ({ samples, scale, begun, learning }) => samples.begin < begun || learning && (scale.outgrown || seenLongEnough(samples));

export class Sweep {
  /** @param {HTMLCanvasElement} canvas  @param {import('./samples.js').Samples[]} samples one band each, top to bottom */
  constructor(canvas, samples, { speed = 25, gain = 0 } = {}) {
    this.canvas = canvas;
    this.ctx = canvas.getContext('2d', { alpha: false });
    this.traces = samples.map(s => ({ samples: s, scale: scaleFor(s.channel, gain), next: 0, begun: 0, learning: true, x: NaN, y: NaN }));
    this.pxPerSecond = speed * PX_PER_MM;
    this.width = this.height = 0;
    this.head = null;
    this.phase = this.begun = 0;
  }

  /** Takes the canvas's size and the theme's colours, and begins on an empty screen. */
  resize() {
    const { canvas, ctx } = this, ratio = window.devicePixelRatio || 1;
    this.width = canvas.clientWidth;
    this.height = canvas.clientHeight;
    canvas.width = Math.round(this.width * ratio);
    canvas.height = Math.round(this.height * ratio);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(canvas);
    this.paper = style.getPropertyValue('--trace-paper').trim();
    for (const trace of this.traces)
      trace.colour = style.getPropertyValue(`--trace-${trace.samples.channel.kind.toLowerCase()}`).trim();
    ctx.fillStyle = this.paper;
    ctx.fillRect(0, 0, this.width, this.height);
    ctx.lineJoin = ctx.lineCap = 'round';
    ctx.lineWidth = 1.4;
    this.head = null;
  }

  /** The scale of the first ECG trace and the height of its band, for the calibration mark; null where there is none. */
  get firstEcg() {
    const at = this.traces.findIndex(t => t.scale.millivolt);
    return at < 0 ? null : { scale: this.traces[at].scale, top: at * this.height / this.traces.length, band: this.height / this.traces.length };
  }

  /** Draws what lies between the last call and `time`, seconds of the device; `phase` says where on the screen that is. True where it drew. */
  advance(time, phase) {
    if (this.width < 2) return false;
    const reach = this.width / this.pxPerSecond;
    // A device whose time has jumped lies elsewhere on the screen from now on: nothing may join the two.
    const moved = phase !== this.phase;
    this.phase = phase;
    if (this.head === null || moved || time < this.head || time - this.head > reach || time - this.begun > AGAIN_S && this.traces.some(knowsBetter)) {
      this.begun = time;
      this.#begin(time - reach + ERASE / this.pxPerSecond);
    }
    this.#erase(this.head + phase, time + phase);
    const band = this.height / this.traces.length;
    this.traces.forEach((trace, i) => this.#draw(trace, time, phase, i * band, band));
    this.head = time;
    return true;
  }

  /** Begins with the past that is there: a page that has just opened shows it at once. */
  #begin(time) {
    this.head = time;
    const band = this.height / this.traces.length;
    for (const trace of this.traces) {
      const { samples, scale } = trace;
      trace.begun = samples.begin;
      trace.learning = !seenLongEnough(samples);
      scale.prime(samples.present(), band);
      this.#restart(trace, Math.max(time, samples.begin / samples.rate));
    }
  }

  #restart(trace, time) {
    trace.next = Math.floor(time * trace.samples.rate);
    trace.x = NaN;
  }

  /** Whole pixels, so that neighbouring erasures leave no seam. */
  #erase(from, to) {
    const { width, pxPerSecond } = this;
    const start = Math.floor((from * pxPerSecond) % width) + ERASE - 1;
    const length = Math.ceil((to - from) * pxPerSecond) + 2;
    this.ctx.fillStyle = this.paper;
    this.#blank(start % Math.ceil(width), length);
  }

  #blank(x, length) {
    this.ctx.fillRect(x, 0, length, this.height);
    if (x + length > this.width) this.ctx.fillRect(0, 0, Math.ceil(x + length - this.width), this.height);
  }

  #draw(trace, time, phase, top, band) {
    const { ctx, width, pxPerSecond } = this, { samples, scale } = trace;
    const last = Math.min(Math.floor(time * samples.rate), samples.end - 1);
    if (trace.next < samples.begin) this.#restart(trace, samples.begin / samples.rate);
    if (last < trace.next) return;
    ctx.strokeStyle = trace.colour;
    ctx.beginPath();
    let { x, y } = trace;
    let open = !Number.isNaN(x);
    if (open) ctx.moveTo(x, y);
    for (; trace.next <= last; trace.next++) {
      const value = samples.at(trace.next);
      if (Number.isNaN(value)) {
        open = false;
        x = NaN;
        continue;
      }
      const at = ((trace.next / samples.rate + phase) * pxPerSecond) % width;
      if (at < x) {
        // The sweep begins anew at the left edge.
        open = false;
        scale.fit(band);
      }
      y = Math.min(Math.max(scale.y(value, top, band), top + 1), top + band - 1);
      if (open) ctx.lineTo(at, y);
      else ctx.moveTo(at, y);
      open = true;
      x = at;
    }
    trace.x = x;
    trace.y = y;
    ctx.stroke();
  }
}
