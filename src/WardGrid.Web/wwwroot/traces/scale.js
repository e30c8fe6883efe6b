// How a channel's values become heights. ECG has true millimetres per millivolt, pulse waves fill their band.

/** CSS pixels per millimetre at 96 dpi. */
export const PX_PER_MM = 96 / 25.4;
const GAINS = [20, 10, 5, 2.5];
/** Time constant of the baseline that an ECG trace is centred on, s: as a monitor's 0.5 Hz filter. */
const BASELINE_S = 0.32;

/** A larger gain is taken only after this long, s: at least one beat has been seen by then. */
const KNOWN_S = 2;

/** Share of the band that the largest deflection may fill; below the smaller one the next gain step is taken. */
const FULL = 0.5, SMALL = 0.38;

/** An ECG lead: centred, at a fixed or the largest fitting gain step. */
export class EcgScale {
  base = NaN;
  reach = 0;
  seen = 0;

  constructor(rate, gain) {
    this.chosen = gain;
    this.gain = gain || 5;
    this.rate = rate;
    this.keep = Math.exp(-1 / (BASELINE_S * rate));
    this.decay = Math.exp(-1 / (6 * rate));
  }

  /** Learns from samples that are there already, so that the first sweep is not a trial. */
  prime(values, height) {
    for (const value of values) this.#take(value);
    this.fit(height);
  }

  y(value, top, height) {
    return top + this.baseline(height) - this.#take(value) * this.gain * PX_PER_MM;
  }

  /** Height of one millivolt, CSS px. */
  get millivolt() { return this.gain * PX_PER_MM; }

  baseline(height) { return 0.58 * height; }

  /** Called when a sweep begins anew, so that the gain never changes within one. */
  fit(height) {
    this.height = height;
    if (this.chosen) this.gain = this.chosen;
    else if (this.outgrown) this.gain = GAINS.find(g => this.#filled(g) <= FULL) ?? GAINS.at(-1);
    else if (this.seen > KNOWN_S * this.rate) this.gain = GAINS.find(g => g > this.gain && this.#filled(g) <= SMALL) ?? this.gain;
  }

  /** Whether the largest deflection needs a smaller gain, and there is one. */
  get outgrown() {
    return !this.chosen && this.gain > GAINS.at(-1) && this.#filled(this.gain) > FULL;
  }

  #filled(gain) {
    return this.reach * gain * PX_PER_MM / this.height;
  }

  #take(value) {
    this.base = Number.isNaN(this.base) ? value : this.keep * this.base + (1 - this.keep) * value;
    const above = value - this.base;
    this.seen++;
    this.reach = Math.max(Math.abs(above), this.reach * this.decay);
    return above;
  }

  get label() { return `${this.gain} mm/mV`; }
}

/** A pleth, pressure or respiration wave: it fills its band. A sweep is scaled by the one before it, so that it never bends on the way. */
export class BandScale {
  low = Infinity;
  high = -Infinity;
  seenLow = Infinity;
  seenHigh = -Infinity;
  /** Whether a value has widened the band since it was last primed. */
  outgrown = false;

  prime(values) {
    for (const value of values) this.#take(value);
    this.outgrown = false;
  }

  y(value, top, height) {
    this.#take(value);
    return top + height * (0.9 - 0.8 * (value - this.low) / Math.max(this.high - this.low, 1e-6));
  }

  fit() {
    [this.low, this.high] = [this.seenLow, this.seenHigh];
    [this.seenLow, this.seenHigh] = [Infinity, -Infinity];
  }

  #take(value) {
    this.seenLow = Math.min(value, this.seenLow);
    this.seenHigh = Math.max(value, this.seenHigh);
    // Only what would leave the band widens it at once.
    this.outgrown ||= value < this.low || value > this.high;
    this.low = Math.min(value, this.low);
    this.high = Math.max(value, this.high);
  }

  get label() { return this.high > this.low ? `${nice(this.low)} – ${nice(this.high)}` : ''; }
}

export function scaleFor(channel, gain) {
  return channel.kind === 'Ecg' ? new EcgScale(channel.rate, gain) : new BandScale();
}

const nice = value => Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(1);
