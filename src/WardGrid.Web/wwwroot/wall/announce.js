// Tells a screen reader what changed on the wall: alarms that begin and end, beds that fall silent and return.
import { bedName, word } from '../shell/words.js';
import { alarmName } from './alarmLine.js';
import { nameOf } from './inactive.js';

const region = document.getElementById('announcer');
let waiting = [];

function say(text) {
  if (waiting.push(text) > 1) return;
  // One breath for what happens together; an empty region first, so that the same words are read again.
  region.textContent = '';
  setTimeout(() => {
    region.textContent = waiting.join('. ');
    waiting = [];
  }, 150);
}

export function announceAlarms(bed, before, now) {
  const known = new Map(before.map(a => [a.id, a]));
  for (const alarm of now) {
    const old = known.get(alarm.id);
    if (!old && !alarm.endedAt) say(word('alarm.began', bedName(bed), alarmName(alarm), word(`priority.${alarm.priority}`)));
    else if (old && !old.endedAt && alarm.endedAt) say(word('alarm.over', bedName(bed), alarmName(alarm)));
    else if (old && !old.acknowledgedAt && alarm.acknowledgedAt) say(word('alarm.acknowledged', bedName(bed), alarmName(alarm), alarm.acknowledgedBy ?? ''));
  }
}

export function announceInactive(bed, before, now) {
  const key = i => `${i.kind} ${i.text}`, known = new Map(before.map(i => [key(i), i])), here = new Set(now.map(key));
  for (const inactive of now)
    if (known.get(key(inactive))?.state !== inactive.state) say(word('inactive.began', bedName(bed), nameOf(inactive), word(`inactive.${inactive.state}`), inactive.by));
  for (const inactive of before)
    if (!here.has(key(inactive))) say(word('inactive.over', bedName(bed), nameOf(inactive)));
}

export const announceSilence = (bed, silent) => say(word(silent ? 'wall.fellSilent' : 'wall.returned', bedName(bed)));
