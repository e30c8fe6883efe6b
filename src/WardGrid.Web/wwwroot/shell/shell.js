// The frame of every page: theme, clock with its zone, and the mark of the page one is on.

import './copy.js';
import './faults.js';
import './save.js';
import { watchCircuit } from '../live/circuit.js';
import { watchClock } from './clockOff.js';
import { watchSession } from './session.js';

const theme = document.getElementById('theme');
const root = document.documentElement;

function label() {
  const night = root.dataset.theme === 'night';
  theme.textContent = night ? theme.dataset.day : theme.dataset.night;
}

theme.addEventListener('click', () => {
  root.dataset.theme = root.dataset.theme === 'night' ? 'day' : 'night';
  document.cookie = `wardgrid-theme=${root.dataset.theme};path=/;max-age=31536000;samesite=strict`;
  label();
  root.dispatchEvent(new Event('theme'));
});
label();

// Paper is white: what is printed by night is printed in the colours of the day.
const whole = new Intl.DateTimeFormat(root.lang, { dateStyle: 'medium', timeStyle: 'long' });
let before = root.dataset.theme;
addEventListener('beforeprint', () => {
  before = root.dataset.theme;
  root.dataset.theme = 'day';
  const printed = document.getElementById('printed');
  printed.textContent = printed.dataset.printed.replace('{0}', whole.format(new Date()));
});
addEventListener('afterprint', () => { root.dataset.theme = before; });

const clock = document.getElementById('clock');
const format = new Intl.DateTimeFormat(root.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'short' });
const show = () => {
  clock.textContent = format.format(new Date());
  watchClock();
};
show();
setInterval(show, 1000);

watchCircuit();
watchSession();

document.addEventListener('click', event => {
  if (event.target.closest('[data-print]'))
    window.print();
});
