// Reads the binary wave message of Live/WaveMessage.cs.

const HEADER = 16;
const CHANNEL_HEADER = 12;

/** Calls `each(slot, epoch, channel, start, samples)` for every channel of a message; `samples` is a view, valid during the call. */
export function readWave(buffer, each) {
  const view = new DataView(buffer);
  if (view.byteLength < HEADER || view.getUint8(0) !== 1) return;
  const slot = view.getUint16(2, true), epoch = view.getUint32(4, true);
  let at = HEADER;
  for (let left = view.getUint8(1); left > 0; left--) {
    const count = view.getUint16(at + 2, true);
    each(slot, epoch, view.getUint8(at), view.getFloat64(at + 4, true), new Int16Array(buffer, at + CHANNEL_HEADER, count));
    at += CHANNEL_HEADER + 2 * count;
  }
}
