// Says over the whole page that a source of it is lost, and for how long. A page has one age: while one source is lost, nothing on it is live.
import { word } from '../shell/words.js';

const lost = new Map();   // source -> when it was last heard, ms of the page
let timer = 0;

/** Whether anything that this page rests on is lost. */
export const isLost = () => lost.size > 0;

/** Since when the first of these sources is lost, ms of the page; Infinity where none is. */
export const lostSince = (...sources) => Math.min(...sources.map(source => lost.get(source) ?? Infinity));

/** @param {string} source what is lost  @param {number} heard when it was heard last, ms of the page */
export function showLost(source, heard) {
  if (lost.has(source)) return;
  lost.set(source, heard);
  show();
}

export function hideLost(source) {
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
  document.getElementById('line-lost').textContent = word('live.lost', Math.round(age / 1000));
}
