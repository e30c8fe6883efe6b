// Says over the whole page that a source of it is lost, and for how long. A page has one age: while one source is lost, nothing on it is live.
import { word } from '../shell/words.js';

/** A line that is lost for this long may have been refused, ms. */
const ASK_AFTER_MS = 3000;

const lost = new Map();   // source -> when it was last heard, ms of the page
let timer = 0;
let signedOut = false;

/** Whether anything that this page rests on is lost. */
export const isLost = () => lost.size > 0;

/** Since when the first of these sources is lost, ms of the page; Infinity where none is. */
export const lostSince = (...sources) => Math.min(...sources.map(source => lost.get(source) ?? Infinity));

/** Asks whether the session is why the line is lost: a screen that was signed out waits in vain. */
async function askSession() {
  const session = await fetch('/api/session', { cache: 'no-store' }).then(answer => answer.json(), () => null);
  signedOut = session?.signedIn === false;
}

/** @param {string} source what is lost  @param {number} heard when it was heard last, ms of the page */
export function showLost(source, heard) {
  if (lost.has(source)) return;
  lost.set(source, heard);
  show();
}

export function hideLost(source) {
  signedOut = false;
  if (lost.delete(source)) show();
}

function show() {
  const banner = document.getElementById('line-lost');
  clearInterval(timer);
  document.documentElement.classList.toggle('line-is-lost', isLost());
  if (isLost()) {
    write();
    timer = setInterval(write, 1000);
  } else banner.textContent = '';
  banner.hidden = !isLost();
}

function write() {
  const age = performance.now() - lostSince(...lost.keys());
  if (age > ASK_AFTER_MS && !signedOut) askSession();
  const banner = document.getElementById('line-lost');
  if (!signedOut) banner.textContent = word('live.lost', Math.round(age / 1000));
  else if (!banner.querySelector('a')) {
    const link = Object.assign(document.createElement('a'), { href: `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`, textContent: word('live.signIn') });
    banner.replaceChildren(`${word('live.signedOut')} `, link);
  }
}
