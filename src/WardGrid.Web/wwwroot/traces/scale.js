// How a channel's values become heights. ECG has true millimetres per millivolt, pulse waves fill their band.

/** CSS pixels per millimetre at 96 dpi. */
export const PX_PER_MM = 96 / 25.4;
const GAINS = [20, 10, 5, 2.5];
/** Time constant of the baseline that an ECG trace is centred on, s: as a monitor's 0.5 Hz filter. */
const BASELINE_S = 0.32;

/** An ECG lead: centred, at a fixed or the largest fitting gain step. */
export class EcgScale {
  constructor(rate, gain) {
    this.chosen = gain;
    this.gain = gain || 10;
    this.keep = Math.exp(-1 / (BASELINE_S * rate));
    this.base = NaN;
    this.reach = 0;
    this.decay = Math.exp(-1 / (4 * rate));
  }

  y(value, top, height) {
    this.base = Number.isNaN(this.base) ? value : this.keep * this.base + (1 - this.keep) * value;
    const v = value - this.base;
    this.reach = Math.max(Math.abs(v), this.reach * this.decay);
    return top + 0.58 * height - v * this.gain * PX_PER_MM;
  }

  /** Called when a sweep begins anew, so that the gain never changes within one. */
  fit(height) {
    if (this.chosen) this.gain = this.chosen;
    else this.gain = GAINS.find(g => this.reach * g * PX_PER_MM < 0.56 * height) ?? GAINS.at(-1);
  }

  get label() { return `${this.gain} mm/mV`; }
}

/** A pleth, pressure or respiration wave: its last seconds fill the band. */
export class BandScale {
  constructor(rate) {
    this.low = NaN;
    this.high = NaN;
    this.relax = 1 - Math.exp(-1 / (6 * rate));
  }

  y(value, top, height) {
    if (Number.isNaN(this.low)) this.low = this.high = value;
    const mid = (this.low + this.high) / 2;
    this.low = Math.min(value, this.low + (mid - this.low) * this.relax);
    this.high = Math.max(value, this.high + (mid - this.high) * this.relax);
    const range = Math.max(this.high - this.low, 1e-6);
    return top + height * (0.9 - 0.8 * (value - this.low) / range);
  }

  fit() { }

  get label() { return ''; }
}

export function scaleFor(channel, gain) {
  return channel.kind === 'Ecg' ? new EcgScale(channel.rate, gain) : new BandScale(channel.rate);
}
