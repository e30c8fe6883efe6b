// The last seconds of one channel in physical units, by sample number; what did not arrive is NaN, so a gap stays a gap.

const SECONDS = 16;

export class Samples {
  constructor(channel) {
    this.channel = channel;
    this.rate = channel.rate;
    this.values = new Float32Array(Math.ceil(SECONDS * channel.rate)).fill(NaN);
    this.begin = 0;
    this.end = 0;
  }

  /** Seconds since the device's epoch of the end of the newest sample. */
  get endSeconds() { return this.end / this.rate; }

  append(start, raw) {
    if (this.end === 0 || start < this.end || start - this.end >= this.values.length) {
      // The first samples, or a jump: what was before does not belong to what comes.
      if (this.end !== 0 && start < this.end && start + raw.length <= this.end) return;
      this.values.fill(NaN);
      this.begin = this.end = start;
    }
    const { values, channel } = this, size = values.length;
    for (; this.end < start; this.end++) values[this.end % size] = NaN;
    for (let i = 0; i < raw.length; i++, this.end++)
      values[this.end % size] = raw[i] === -32768 ? NaN : (raw[i] - channel.offset) / channel.gain;
    this.begin = Math.max(this.begin, this.end - size);
  }

  at(number) {
    return number < this.begin || number >= this.end ? NaN : this.values[number % this.values.length];
  }
}
