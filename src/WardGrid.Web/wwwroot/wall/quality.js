// The signal quality of each channel, second by second: a four-step mark, and the cause in words where it is poor.
import { word } from '../shell/words.js';

/** From this score a second is usable (QualitySecond.Usable). */
const USABLE = 0.5;
const step = score => score >= 0.8 ? 3 : score >= USABLE ? 2 : score > 0.15 ? 1 : 0;

/** A channel that nobody watches says so, however good its signal is. */
function causeOf(channel, level) {
  if (channel.notMonitored) return word(`issue.NotMonitored.${channel.notMonitored}`);
  return level < 2 ? word(`issue.${channel.issues?.[0] ?? 'Poor'}`) : '';
}

export function writeQuality(list, channels) {
  while (list.children.length > channels.length) list.lastChild.remove();
  channels.forEach((channel, i) => {
    let item = list.children[i];
    if (!item) {
      list.append(item = document.createElement('li'));
      item.innerHTML = '<span class="name"></span><span class="bars" aria-hidden="true"><i></i><i></i><i></i></span><span class="cause"></span>';
    }
    const level = channel.notMonitored ? 0 : step(channel.score), cause = causeOf(channel, level);
    if (item.dataset.level === String(level) && item.dataset.cause === cause && item.dataset.name === channel.name) return;
    Object.assign(item.dataset, { level, cause, name: channel.name });
    item.querySelector('.name').textContent = channel.name;
    item.querySelector('.cause').textContent = cause;
    item.title = word('wall.qualityOf', channel.name, word(`wall.quality.${level}`), Math.round(channel.usable * 100));
    item.setAttribute('aria-label', `${channel.name}: ${cause || word(`wall.quality.${level}`)}`);
  });
}
