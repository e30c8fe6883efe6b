// Which beds are shown, in which order, in how many columns.

/** The shape at which a tile reads best, width to height. */
const SHAPE = 2.5;

export const byBed = (a, b) => a.state.bed.localeCompare(b.state.bed, undefined, { numeric: true });
export const byUrgency = (a, b) => b.urgency - a.urgency || byBed(a, b);

export const filters = {
  all: () => true,
  connected: tile => !tile.silent,
  disconnected: tile => tile.silent,
  attention: tile => tile.needsAttention,
};

/** The number of columns, 1 to 10, that gives tiles the best shape in the room there is. */
export function columnsFor(beds, width, height) {
  let best = 1, least = Infinity;
  for (let columns = 1; columns <= Math.min(10, Math.max(1, beds)); columns++) {
    const rows = Math.ceil(beds / columns);
    const empty = columns * rows - beds;
    const error = Math.abs(Math.log((width / columns) / (height / rows) / SHAPE)) + 0.05 * empty;
    if (error < least) [best, least] = [columns, error];
  }
  return best;
}
