// Two lines over frozen traces, dragged or moved by the arrow keys; between them the interval and the rate it means.
import { PX_PER_MM } from '../traces/scale.js';
import { write } from '../shell/text.js';
import { word } from '../shell/words.js';

const STEP = 2;

export class Callipers {
  /** @param {HTMLElement} box the traces  @param {() => number} speed paper speed, mm/s */
  constructor(box, speed) {
    this.box = box;
    this.speed = speed;
    this.element = document.createElement('div');
    this.element.className = 'callipers';
    this.reading = Object.assign(document.createElement('output'), { className: 'calliper-reading' });
    this.lines = [0.4, 0.5].map((at, i) => this.#line(at, i));
    this.element.append(...this.lines, this.reading);
  }

  show() {
    this.box.append(this.element);
    this.#read();
    this.lines[0].focus();
  }

  hide() {
    this.element.remove();
  }

  #line(share, index) {
    const line = document.createElement('div');
    line.className = 'calliper';
    line.tabIndex = 0;
    line.setAttribute('role', 'slider');
    line.setAttribute('aria-label', word('live.calliper', index + 1));
    line.at = share * this.box.clientWidth;
    line.addEventListener('keydown', event => {
      const move = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!move) return;
      event.preventDefault();
      this.#move(line, line.at + move * (event.shiftKey ? 10 : 1));
    });
    line.addEventListener('pointerdown', event => line.setPointerCapture(event.pointerId));
    line.addEventListener('pointermove', event => {
      if (line.hasPointerCapture(event.pointerId)) this.#move(line, event.clientX - this.box.getBoundingClientRect().left);
    });
    return line;
  }

  #move(line, at) {
    line.at = Math.min(Math.max(at, 0), this.box.clientWidth);
    this.#read();
  }

  #read() {
    const seconds = Math.abs(this.lines[1].at - this.lines[0].at) / (this.speed() * PX_PER_MM);
    for (const line of this.lines) {
      line.style.left = `${line.at}px`;
      line.setAttribute('aria-valuemin', 0);
      line.setAttribute('aria-valuemax', Math.round(this.box.clientWidth));
      line.setAttribute('aria-valuenow', Math.round(line.at));
      line.setAttribute('aria-valuetext', `${Math.round(1000 * seconds)} ms`);
    }
    write(this.reading, `${Math.round(1000 * seconds)} ms` + (seconds > 0.1 ? ` · ${Math.round(60 / seconds)} /min` : ''));
  }
}
