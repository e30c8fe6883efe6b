// A band under a trace that shows, under the very seconds they belong to, how good they were.

const ERASE = 14;
const colours = ['--poor', '--poor', '--fair', '--good'];
/** The worse the taller: good seconds are a thin line that asks for nothing. */
const heights = [1, 0.8, 0.5, 0.2];
const level = score => score >= 0.8 ? 3 : score >= 0.5 ? 2 : score > 0.15 ? 1 : 0;

export class QualityBand {
  constructor(canvas, pxPerSecond) {
    this.canvas = canvas;
    this.ctx = canvas.getContext('2d');
    this.pxPerSecond = pxPerSecond;
    this.waiting = [];
    this.newest = -1;
    this.width = 0;
  }

  resize() {
    this.width = this.canvas.width = this.canvas.clientWidth;
    this.height = this.canvas.height = this.canvas.clientHeight;
    const style = getComputedStyle(this.canvas);
    this.colours = colours.map(c => style.getPropertyValue(c).trim());
  }

  /** A second's quality is known before the sweep has left it; it is drawn once it has. */
  second(second, score) {
    if (second <= this.newest) return;
    this.newest = second;
    this.waiting.push({ second, score });
  }

  advance(time, phase) {
    if (this.width < 2) return;
    if (phase !== this.phase) this.ctx.clearRect(0, 0, this.width, this.height);
    this.phase = phase;
    this.#erase(time, phase);
    while (this.waiting.length > 0 && this.waiting[0].second + 1 <= time) {
      const { second, score } = this.waiting.shift();
      if (time - second < this.width / this.pxPerSecond) this.#paint(second, level(score), phase);
    }
  }

  #paint(second, step, phase) {
    const { ctx, width, height } = this;
    const x = Math.round(((second + phase) * this.pxPerSecond) % width), w = Math.round(this.pxPerSecond);
    ctx.fillStyle = this.colours[step];
    const tall = Math.max(2, Math.round(height * heights[step]));
    ctx.fillRect(x, height - tall, w - 1, tall);
    if (x + w > width) ctx.fillRect(x - width, height - tall, w - 1, tall);
  }

  #erase(time, phase) {
    const x = Math.floor(((time + phase) * this.pxPerSecond) % this.width) + ERASE;
    this.ctx.clearRect(x % this.width, 0, 4, this.height);
  }
}
