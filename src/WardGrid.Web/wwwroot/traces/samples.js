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

  /** Samples may come a little out of order: the last seconds of a page that has just opened arrive beside the live ones. */
  append(start, raw) {
    const { values, channel } = this, size = values.length, stop = start + raw.length;
    if (this.end === 0 || start >= this.end + size || stop <= this.end - size) {
      values.fill(NaN);
      this.begin = this.end = start;
    }
    for (; this.end < stop; this.end++) values[this.end % size] = NaN;
    for (let i = Math.max(0, this.end - size - start); i < raw.length; i++)
      values[(start + i) % size] = raw[i] === -32768 ? NaN : (raw[i] - channel.offset) / channel.gain;
    for (let n = stop; n < this.begin; n++) values[n % size] = NaN;
    this.begin = Math.max(Math.min(this.begin, start), this.end - size);
  }

  at(number) {
    return number < this.begin || number >= this.end ? NaN : this.values[number % this.values.length];
  }

  /** The values held, without gaps, oldest first. */
  *present() {
    for (let n = this.begin; n < this.end; n++) {
      const value = this.at(n);
      if (!Number.isNaN(value)) yield value;
    }
  }
}
