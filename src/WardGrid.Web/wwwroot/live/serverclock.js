// What the server's clock says now. The offset is the smallest seen, so that a late tick does not move it.

let offset = null;

export function heardServerTime(ms) {
  const seen = ms - Date.now();
  // The fastest message has the truest time; slow recovery lets a stepped clock be followed.
  offset = offset === null || seen > offset ? seen : offset - Math.min(offset - seen, 5);
}

export const serverNow = () => Date.now() + (offset ?? 0);

/** How far this browser's clock is ahead of the server's, ms; null before the server has said what time it is. */
export const browserClockError = () => offset === null ? null : -offset;
