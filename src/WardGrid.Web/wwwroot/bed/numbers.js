// The numbers of the bed page, from the same states as its traces.
import { writeVitals } from '../wall/vitals.js';

/** After this long without data the last numbers are taken off the screen, ms: as on the wall. */
const GONE_MS = 10000;

const box = () => document.querySelector('.bed-vitals');

export function writeNumbers({ vitals, age }) {
  const list = box()?.querySelector('dl');
  if (list) writeVitals(list, vitals, age, { withPulse: true });
}

/** Grey where the bed is silent; gone where it has been silent for long. */
export function ageNumbers(ageMs, silent) {
  box()?.classList.toggle('silent', silent);
  box()?.classList.toggle('gone', ageMs > GONE_MS);
}

/** Another patient, or nobody: nothing of the last one stays. */
export function clearNumbers() {
  box()?.querySelector('dl')?.replaceChildren();
}
