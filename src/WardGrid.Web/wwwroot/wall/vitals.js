// A bed's numbers with their units and limits; stale, estimated and out of range are told apart by more than colour.
import { mark, write } from '../shell/text.js';
import { word } from '../shell/words.js';

/** A reading older than this is marked, s: five of the device's numerics, or two slow breaths. */
const STALE_S = { hr: 5, pr: 5, spo2: 5, abp: 5, rr: 15 };

function cell(slot) {
  const box = document.createElement('div');
  box.className = `vital ${slot}`;
  box.innerHTML = '<dt><span class="name"></span><span class="unit"></span><span class="mark"></span><span class="limits"></span></dt>' +
    '<dd><span class="value"></span><span class="detail"></span><span class="visually-hidden beyond"></span></dd>';
  return box;
}

/** @param {boolean} withPulse whether the pulse has its own place beside the heart rate */
export function writeVitals(list, vitals, age, { withPulse = false } = {}) {
  // Where one place must do, and without an ECG, the pulse stands where the heart rate would.
  const heart = vitals.find(v => v.key === 'hr'), pulse = vitals.find(v => v.key === 'pr');
  const first = heart?.text || !pulse?.text ? heart : pulse;
  for (const vital of withPulse ? vitals : [first, ...vitals.filter(v => v.key !== 'hr' && v.key !== 'pr')]) {
    const slot = vital.key === 'pr' && !withPulse ? 'hr' : vital.key;
    let box = list.querySelector(`.${slot}`);
    if (!box) list.append(box = cell(slot));
    const [name, unit] = word(`vital.${vital.key}`).split(' '), stale = isStale(vital);
    write(box.querySelector('.name'), name);
    write(box.querySelector('.unit'), unit);
    write(box.querySelector('.value'), vital.text ?? (vital.absent ? '---' : '–'));
    write(box.querySelector('.detail'), vital.text && vital.detail ? `(${vital.detail})` : '');
    write(box.querySelector('.limits'), limits(vital));
    write(box.querySelector('.beyond'), vital.out ? word(`vital.${vital.out}`) : '');
    const note = box.querySelector('.mark');
    write(note, marking(vital, stale, age));
    note.classList.toggle('estimated', note.textContent === word('vital.estimated'));
    box.classList.toggle('stale', stale);
    box.classList.toggle('absent', Boolean(vital.absent));
    mark(box, 'out', vital.out ?? '');
    mark(box, 'unusual', vital.unusual ?? '');
    const title = [word(`vital.${vital.key}`), vital.source !== 'None' && word(`vital.source.${vital.source}`), absence(vital), stale && word('vital.stale', Math.round(vital.ageSeconds)),
      vital.out && word(`vital.${vital.out}`), vital.unusual && word(`vital.unusual.${vital.unusual}`, word(`age.${age}`))].filter(Boolean).join(' · ');
    if (box.title !== title) box.title = title;
  }
}

/** Why there is no number. */
const absence = vital => vital.absent && word(`vital.absent.${vital.absent}`, Math.round(vital.ageSeconds));

const isStale = vital => Boolean(vital.text) && vital.ageSeconds > STALE_S[vital.key];

/** The one thing that should be known of this number first: that it is old, unusual at this age, or WardGrid's own estimate. */
function marking(vital, stale, age) {
  if (!vital.text) return absence(vital) || '';
  if (stale) return word('vital.stale', Math.round(vital.ageSeconds));
  if (vital.unusual) return word(`vital.mark.${vital.unusual}`, word(`age.${age}`));
  return vital.source === 'Measured' ? word('vital.estimated') : '';
}

/** 40–140, or one side of it. */
const limits = ({ low, high }) => low === undefined && high === undefined ? '' : high === undefined ? `≥ ${low}` : low === undefined ? `≤ ${high}` : `${low}–${high}`;
