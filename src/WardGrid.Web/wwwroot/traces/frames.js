// The one animation loop of a page. What it drives is told the time and how long ago the last frame was.
import { guard } from '../shell/faults.js';

const drawn = new Set();
let last = 0;

function frame(ms) {
  // Asked for first: whatever goes wrong below, the next frame comes.
  requestAnimationFrame(frame);
  const now = ms / 1000, elapsed = Math.min(now - last, 1);
  last = now;
  for (const draw of drawn) guard('frame', () => draw(now, elapsed));
}

/** @param {(now: number, elapsed: number) => void} draw seconds of the page */
export function onEveryFrame(draw) {
  if (drawn.size === 0 && last === 0) requestAnimationFrame(frame);
  drawn.add(draw);
  return () => drawn.delete(draw);
}
