// What sounds on this screen, and what the wall says about its own silence.
import { serverNow } from '../live/serverclock.js';
import { write } from '../shell/text.js';
import { span, word } from '../shell/words.js';
import { stateOf } from './inactive.js';
import { burst, canSound, hurry, unlock } from './pulses.js';

const group = document.querySelector('.wall-sound');
const button = id => document.getElementById(`sound-${id}`);
let ward = { state: 'on' }, loudest = 0, failed = false;

export function heardSoundState(message) {
  ward = message;
  failed = false;
  show();
}

/** The state as it is now: a pause ends by itself. */
const state = () => ward.state === 'paused' && serverNow() >= ward.until ? 'on' : ward.state;

/** Alarms that sound: lasting, not acknowledged, not silent, neither paused nor off, and not silenced before they came. */
export const sounding = (alarms, now, since) =>
  alarms.filter(a => !a.endedAt && !a.acknowledgedAt && !a.silent && !stateOf(a) && (now === 'on' || a.raisedAt > since));

export function watchSound(alarms) {
  const priority = Math.max(0, ...sounding(alarms, state(), ward.since).map(a => a.priority));
  if (priority > loudest) hurry();
  loudest = priority;
  group.dataset.sounding = priority;
  burst(priority);
  show();
}

function show() {
  const now = state();
  const shown = canSound() ? now : 'blocked';
  group.dataset.state = shown;
  button('unlock').hidden = canSound();
  const may = group.dataset.may !== 'no' && !document.documentElement.classList.contains('read-only');
  button('pause').hidden = button('off').hidden = !may || shown !== 'on';
  button('on').hidden = !may || shown === 'on' || shown === 'blocked';
  write(document.getElementById('sound-state'), failed ? word('sound.state.failed')
    : shown === 'blocked' ? word('sound.state.blocked')
    : now === 'paused' ? word('sound.state.paused', ward.by, span(ward.until - serverNow()))
    : now === 'off' ? word('sound.state.off', ward.by, new Date(ward.since).toLocaleTimeString(document.documentElement.lang, { hourCycle: 'h23' }))
    : word('sound.state.on'));
}

async function want(wanted) {
  if (sign) return askWho(wanted);
  const done = await ask(wanted).then(answer => answer.ok, () => false);
  // What is not kept is not in force: the wall sounds on, and says why.
  failed = !done;
  show();
}

const ask = wanted => fetch('/live/sound', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ state: wanted }),
});

/** On a shared screen each change carries the name and PIN of a person. */
const sign = document.getElementById('sound-sign');

function askWho(wanted) {
  sign.dataset.wanted = wanted;
  sign.hidden = false;
  sign.elements.userName.focus();
}

async function signed(event) {
  event.preventDefault();
  const { userName, pin } = sign.elements;
  const answer = await fetch('/live/sound/signed', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ state: sign.dataset.wanted, userName: userName.value, pin: pin.value }),
  }).catch(() => null);
  const refused = answer?.ok ? '' : (await answer?.json().catch(() => null))?.detail ?? word('sound.state.failed');
  pin.value = '';
  write(document.getElementById('sound-refused'), refused);
  if (!refused) sign.reset();
}

sign?.addEventListener('submit', signed);
sign?.addEventListener('reset', () => {
  sign.hidden = true;
  write(document.getElementById('sound-refused'), '');
});
button('unlock').addEventListener('click', () => unlock().then(show));
button('pause').addEventListener('click', () => want('paused'));
button('off').addEventListener('click', () => want('off'));
button('on').addEventListener('click', () => want('on'));
show();
