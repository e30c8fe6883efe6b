// A bed's numbers with their units and limits; stale, estimated and beyond a limit are told apart by more than colour.
import { mark, write } from '../shell/text.js';
import { word } from '../shell/words.js';

/** A reading older than this is marked, s. */
const STALE_S = 10;

function cell(key) {
  const box = document.createElement('div');
  box.className = `vital ${key}`;
  box.innerHTML = '<dt></dt><dd><span class="value"></span><span class="detail"></span><span class="limits"></span></dd>';
  box.querySelector('dt').textContent = word(`vital.${key}`);
  return box;
}

export function writeVitals(list, vitals) {
  // Without an ECG the pulse stands where the heart rate would.
  const heart = vitals.find(v => v.key === 'hr'), pulse = vitals.find(v => v.key === 'pr');
  const first = heart?.text || !pulse?.text ? heart : pulse;
  for (const vital of [first, ...vitals.filter(v => v.key !== 'hr' && v.key !== 'pr')]) {
    const slot = vital.key === 'pr' ? 'hr' : vital.key;
    let box = list.querySelector(`.${slot}`);
    if (!box) list.append(box = cell(slot));
    write(box.querySelector('dt'), word(`vital.${vital.key}`));
    const stale = vital.text && vital.ageSeconds > STALE_S;
    write(box.querySelector('.value'), vital.text ?? '–');
    write(box.querySelector('.detail'), vital.detail ? `(${vital.detail})` : '');
    write(box.querySelector('.limits'), limits(vital));
    box.classList.toggle('stale', Boolean(stale));
    box.classList.toggle('device', vital.source === 'Device');
    mark(box, 'out', vital.out ?? '');
    const title = [vital.unit, vital.source !== 'None' && word(`vital.source.${vital.source}`), stale && word('vital.stale', Math.round(vital.ageSeconds)),
      vital.out && word(`vital.${vital.out}`)].filter(Boolean).join(' · ');
    if (box.title !== title) box.title = title;
  }
}

const limits = v => [v.high, v.low].filter(l => l !== undefined).join('\n');
