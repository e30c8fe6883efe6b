// A bed's most urgent alarm after IEC 60601-1-8: colour, flash, stars and words; never colour alone.
import { serverNow } from '../live/serverclock.js';
import { mark, write } from '../shell/text.js';
import { span, word } from '../shell/words.js';

const STARS = ['', '*', '**', '***'];

export function writeAlarm(tile, line, alarms) {
  const [first] = alarms;
  line.hidden = !first;
  mark(tile, 'priority', first && !first.endedAt ? first.priority : 0);
  tile.classList.toggle('unheard', Boolean(first) && !first.endedAt && !first.acknowledgedAt && !first.silent);
  if (!first) return;

  mark(line, 'priority', first.priority);
  line.classList.toggle('ended', Boolean(first.endedAt));
  line.classList.toggle('lost', Boolean(first.deviceLost));
  write(line.querySelector('.stars'), STARS[first.priority] ?? '');
  write(line.querySelector('.what'), alarmName(first) + (alarms.length > 1 ? ` +${alarms.length - 1}` : ''));
  mark(line, 'since', first.endedAt ?? first.raisedAt);
  const verdict = line.querySelector('.verdict');
  write(verdict, first.verdict ? word(`verdict.${first.verdict}`) : '');
  mark(verdict, 'verdict', first.verdict ?? '');
  write(line.querySelector('.seen'), first.acknowledgedAt ? `✓ ${first.acknowledgedBy ?? ''}` : '');
  line.title = [first.text, first.verdict && word(`verdict.${first.verdict}`), first.reason,
    first.others && word('alarm.also', first.others.map(other => `${alarmName(other)} ${word(`alarm.by.${other.origin}`)}`).join(', ')),
    first.acknowledgedAt && word('alarm.seen', first.acknowledgedBy ?? '')].filter(Boolean).join(' · ');
  writeAlarmAge(line);
}

/** Called every second: how long the alarm lasts, or how long ago it ended without anyone having acknowledged it. */
export function writeAlarmAge(line) {
  if (line.hidden) return;
  const age = span(serverNow() - Number(line.dataset.since));
  write(line.querySelector('.when'), words(line.classList, age));
}

function words(has, age) {
  if (has.contains('lost')) return word('alarm.lost', age);
  return has.contains('ended') ? word('alarm.ended', age) : age;
}

export const alarmName = alarm => alarm.kind === 'Other' ? alarm.text : word(`kind.${alarm.kind}`);
