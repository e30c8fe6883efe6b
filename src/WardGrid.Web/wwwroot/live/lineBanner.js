// Says over the whole page that the line to the server is lost, and for how long.
import { word } from '../shell/words.js';

let since = 0, timer = 0;
const banner = () => document.getElementById('line-lost');

export function showLineLost(heard) {
  since = heard;
  document.documentElement.classList.add('line-is-lost');
  const write = () => { banner().textContent = word('live.lost', Math.round((performance.now() - since) / 1000)); };
  write();
  banner().hidden = false;
  clearInterval(timer);
  timer = setInterval(write, 1000);
}

export function hideLineLost() {
  clearInterval(timer);
  document.documentElement.classList.remove('line-is-lost');
  banner().hidden = true;
  banner().textContent = '';
}
