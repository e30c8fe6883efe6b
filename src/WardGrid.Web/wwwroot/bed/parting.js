// A bed page has two feeds: the line tells numbers and traces, the circuit writes the name, the alarms and the limits. Both must show the same bed at the same time.

/** One feed may be behind the other for so long, ms. */
const PARTED_MS = 2500;
const VERSIONS = 2 ** 37;   // a slot has 16 bits, a whole number 53

/** Where a feed is: a later patient, or a later version of the same, is further on. */
export const place = (slot, version) => slot * VERSIONS + version;

/** How long one feed has not reached the place where the other was. */
class Follower {
  #target = -Infinity;
  #since = 0;

  behindSince(own, other, now) {
    if (own >= this.#target) [this.#target, this.#since] = [other, now];
    return own < this.#target ? this.#since : now;
  }
}

export class Parting {
  #line = new Follower();
  #circuit = new Follower();

  /** Since when the two feeds have parted, ms of the page; null while they go together. */
  since(told, written) {
    const now = performance.now(), since = Math.min(this.#line.behindSince(told, written, now), this.#circuit.behindSince(written, told, now));
    return now - since > PARTED_MS ? since : null;
  }
}
