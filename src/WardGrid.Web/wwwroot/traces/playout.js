// When to show what: samples arrive in bundles, the sweep moves evenly. A short play-out buffer stands between them.

/** Seconds that the sweep stays behind the newest sample; two bundles of 250 ms. */
const BUFFER = 0.5;
/** Beyond this the device's time has jumped and the sweep follows at once. */
const JUMP = 1.5;
/** How fast the sweep may catch up or fall back, as a share of real time: too little to be seen. */
const SLEW = 0.01;

export class Playout {
  lag = null;      // device seconds + lag = page seconds
  phase = 0;       // page seconds - device seconds of the sweep's position, fixed between jumps
  #earliest = null;

  /** A bundle that ends at `endSeconds` of the device has arrived at `now` seconds of the page. */
  heard(endSeconds, now) {
    const lag = now - endSeconds + BUFFER;
    if (this.lag === null || Math.abs(lag - this.lag) > JUMP) {
      this.lag = this.phase = this.#earliest = lag;
      return;
    }
    // The promptest bundles say where the device's time is; a late one says only that it was late.
    this.#earliest = Math.min(lag, this.#earliest + 0.002);
  }

  /** The device's time that is under the sweep at `now`; null while nothing has been heard. */
  at(now, elapsed) {
    if (this.lag === null) return null;
    const step = this.#earliest - this.lag;
    this.lag += Math.sign(step) * Math.min(Math.abs(step), SLEW * elapsed);
    return now - this.lag;
  }
}
