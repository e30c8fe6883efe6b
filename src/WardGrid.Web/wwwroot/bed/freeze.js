// Freezes the traces to look at them. A frozen screen says so all the time, and thaws by itself.
import { write } from '../shell/text.js';
import { word } from '../shell/words.js';
import { Callipers } from './callipers.js';

/** Nobody who has been called away leaves a frozen bed behind for longer than this, s. */
const LONGEST_S = 120;

export class Freeze {
  frozen = false;

  constructor(box, speed) {
    this.button = document.getElementById('bed-freeze');
    this.banner = Object.assign(document.createElement('p'), { className: 'frozen-banner', hidden: true });
    this.banner.setAttribute('role', 'status');
    this.callipers = new Callipers(box, speed);
    this.box = box;
    this.click = () => this.set(!this.frozen);
    this.button.addEventListener('click', this.click);
  }

  set(frozen) {
    if (frozen === this.frozen) return;
    this.frozen = frozen;
    this.since = performance.now();
    this.box.classList.toggle('frozen', frozen);
    this.button.setAttribute('aria-pressed', frozen);
    write(this.button, this.button.dataset[frozen ? 'thaw' : 'freeze']);
    if (frozen) {
      this.box.prepend(this.banner);
      this.callipers.show();
    } else this.callipers.hide();
    this.watch();
  }

  /** Called every half second. */
  watch() {
    const seconds = Math.floor((performance.now() - this.since) / 1000);
    this.banner.hidden = !this.frozen;
    if (this.frozen) write(this.banner, word('live.frozen', seconds, LONGEST_S - seconds));
    if (this.frozen && seconds >= LONGEST_S) this.set(false);
  }

  stop() {
    this.button.removeEventListener('click', this.click);
  }
}
