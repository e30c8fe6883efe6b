// The circuit that a page's interactive parts hang on. It beats once a second (Layout/CircuitBeat.razor); without a beat nothing that it feeds is live.
import { hideLost, lostSince, showLost } from './lineBanner.js';

/** A circuit without a beat for this long counts as lost, ms: two missed beats and a half, as for a line. */
const SILENCE_MS = 2500;
/** What is lost for this long does not come back by itself, ms: the page is loaded anew as soon as the server answers. */
const GIVE_UP_MS = 6000;
/** An answer must come within this time, ms; the next is asked for after as long. */
const ANSWER_MS = 2000;
/** A page whose circuit ends after every load is not loaded more often than this, ms. */
const RELOAD_EVERY_MS = 30000;
const RELOADED = 'wardgrid-reloaded';

const beatNow = () => document.getElementById('circuit-beat')?.dataset.beat;

/** Blazor's word that it will not reconnect: the server no longer knows the circuit, or did not answer for too long. */
const hasGivenUp = () => Boolean(document.querySelector('.components-reconnect-rejected, .components-reconnect-failed'));

/** Called once by every page; a page without a circuit has nothing to watch. */
export function watchCircuit() {
  let beat = beatNow(), heard = performance.now(), asking = false, focused = null;
  if (beat === undefined) return;

  function look() {
    const newest = beatNow(), now = performance.now();
    if (newest !== beat) [beat, heard] = [newest, now];
    const lost = now - heard > SILENCE_MS;
    if (lost) showLost('circuit', heard);
    else hideLost('circuit');
    hold(lost);
    if (isGone() && !asking) loadAnew();
  }

  /** A click on a lost circuit does nothing, so nothing may be clicked. */
  function hold(lost) {
    const content = document.getElementById('content');
    if (content.inert === lost) return;
    if (lost) focused = document.activeElement;
    content.inert = lost;
    if (!lost && focused?.isConnected) focused.focus();
  }

  const isGone = () => {
    const since = lostSince('circuit', 'parted');
    return since < Infinity && (hasGivenUp() || performance.now() - since > GIVE_UP_MS);
  };

  async function loadAnew() {
    asking = true;
    const answers = await fetch('/live/alive', { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) }).then(a => a.ok, () => false);
    // A server that had stood still answers and beats at the same moment: what is back is not loaded anew.
    await new Promise(done => setTimeout(done, ANSWER_MS));
    asking = false;
    if (!answers || !isGone() || Date.now() - Number(sessionStorage.getItem(RELOADED)) < RELOAD_EVERY_MS) return;
    sessionStorage.setItem(RELOADED, Date.now());
    location.reload();
  }

  setInterval(look, 250);
}
