// Alarms that are paused or off: each with its mark, who said so, and how long.
import { serverNow } from '../live/serverclock.js';
import { write } from '../shell/text.js';
import { span, word } from '../shell/words.js';

/** Marks that fit on a tile; the bed's page names them all. */
const SHOWN = 2;

/** The state that holds for an alarm now; a pause that is over holds no longer, whether the server has said so or not. */
export const stateOf = alarm => alarm.inactive && !(alarm.inactiveUntil <= serverNow()) ? alarm.inactive : null;

/** Whether an alarm gives no signal at all, not even light. */
export const hidden = alarm => stateOf(alarm)?.startsWith('Alarm') ?? false;

export const inForce = inactive => inactive.filter(i => !(i.until <= serverNow()));

export const nameOf = inactive => inactive.kind === 'Other' ? inactive.text : word(`kind.${inactive.kind}`);

/** Called on every state and every half second: how long a pause still lasts, how long something has been off. */
export function writeInactive(list, all) {
  const now = inForce(all);
  list.hidden = now.length === 0;
  while (list.children.length > Math.min(now.length, SHOWN)) list.lastChild.remove();
  now.slice(0, SHOWN).forEach((inactive, i) => {
    let item = list.children[i];
    if (!item) {
      list.append(item = document.createElement('li'));
      item.innerHTML = '<svg class="symbol" aria-hidden="true"><use/></svg><span class="name"></span><span class="state"></span><span class="long"></span><span class="by"></span><span class="more"></span>';
    }
    const mark = `#${inactive.state}`, use = item.querySelector('use');
    if (use.getAttribute('href') !== mark) use.setAttribute('href', mark);
    write(item.querySelector('.name'), nameOf(inactive));
    write(item.querySelector('.state'), word(`inactive.${inactive.state}`));
    write(item.querySelector('.long'), inactive.until ? word('inactive.left', span(inactive.until - serverNow())) : word('inactive.for', span(serverNow() - inactive.since)));
    write(item.querySelector('.by'), inactive.by);
    write(item.querySelector('.more'), i === SHOWN - 1 && now.length > SHOWN ? `+${now.length - SHOWN}` : '');
  });
}
