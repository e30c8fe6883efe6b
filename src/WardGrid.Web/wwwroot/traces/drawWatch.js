// Watches that what arrives is also drawn: traces that stand still while samples come would look like a calm patient.

/** Samples that came within this time count as arriving, ms. */
const ARRIVING_MS = 1500;
/** Nothing drawn for this long while samples arrive is said over the traces, ms. */
const STILL_MS = 2000;

export class DrawWatch {
  #heardAt = -Infinity;
  #drawnAt = performance.now();
  #faultAt = -Infinity;
  faults = 0;

  heard() { this.#heardAt = performance.now(); }

  drawn() { this.#drawnAt = performance.now(); }

  /** A part of this bed's display has failed. */
  failed() {
    this.faults++;
    this.#faultAt = performance.now();
  }

  /** Whether samples arrive that nobody sees. A page in the background draws nothing and is seen by nobody. */
  get standsStill() {
    const now = performance.now();
    if (document.hidden) this.#drawnAt = now;
    return now - this.#heardAt < ARRIVING_MS && now - this.#drawnAt > STILL_MS;
  }

  /** Whether a part has failed lately. */
  get isFaulty() { return performance.now() - this.#faultAt < STILL_MS; }
}
