// The end of a session makes a page read only: it says so, and goes on showing the ward and sounding its alarms.

/** The longest time that a timer of a browser can wait, ms. */
const LONGEST_MS = 2 ** 31 - 1;

export function watchSession() {
  const left = document.querySelector('.person')?.dataset.actsLeft;
  if (left === undefined) return;
  const end = performance.now() + Number(left);
  const look = () => {
    const wait = end - performance.now();
    if (wait > 0) setTimeout(look, Math.min(wait, LONGEST_MS));
    else sayOver();
  };
  look();
}

function sayOver() {
  document.getElementById('session-over').hidden = false;
  document.documentElement.classList.add('read-only');
}
