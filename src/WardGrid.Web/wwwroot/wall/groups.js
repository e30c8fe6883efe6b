// Which beds this wall is for: the group in the address, so that a wall can be bookmarked and shared.
import { word } from '../shell/words.js';

const select = document.getElementById('wall-group');
let groups = [], told = false;

const named = () => new URLSearchParams(location.search).get('group') ?? '';
const group = () => groups.find(g => g.name === named());

/** Whether a bed is of the group; every bed is where none was chosen, or the chosen one is gone. */
export const inGroup = tile => !group() || group().beds.includes(tile.state.bed);

/** Calls `changed` whenever other beds are meant. */
export function chooseGroup(changed) {
  select.addEventListener('change', () => {
    history.pushState(null, '', select.value ? `?group=${encodeURIComponent(select.value)}` : location.pathname);
    changed();
  });
  addEventListener('popstate', () => {
    write();
    changed();
  });
  return message => {
    [groups, told] = [message.groups, true];
    write();
    changed();
  };
}

function write() {
  const option = (value, text) => new Option(text, value, false, value === named());
  const gone = told && named() && !group() ? [option(named(), word('groups.gone', named()))] : [];
  select.replaceChildren(option('', select.dataset.all), ...groups.map(g => option(g.name, g.name)), ...gone);
}
