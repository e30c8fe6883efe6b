// Faults of a page's own script: one never stops the rest of the page. Each is counted, and told to the server's log.

/** A fault that comes with every frame must not become a flood: so many are told, and like ones not more often than this, ms. */
const MOST_TOLD = 20;
const AGAIN_MS = 30000;

const toldAt = new Map();   // part and message -> when it was told
let told = 0;

/** Runs one part of the page. True where it did what it should; a fault is reported and stays here. */
export function guard(part, act, bed = '') {
  try {
    act();
    return true;
  } catch (error) {
    reportFault(part, error, bed);
    return false;
  }
}

export function reportFault(part, error, bed = '') {
  const message = `${error?.name ?? 'Error'}: ${error?.message ?? error}`, key = `${part} ${bed} ${message}`;
  const now = performance.now();
  if (told >= MOST_TOLD || now - (toldAt.get(key) ?? -Infinity) < AGAIN_MS) return;
  told++;
  toldAt.set(key, now);
  const where = String(error?.stack ?? '').split('\n').slice(1, 3).map(line => line.trim()).join(' ');
  fetch('/live/faults', {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ page: location.pathname.slice(0, 200), part: part.slice(0, 60), bed: String(bed).slice(0, 64), message: message.slice(0, 300), where: where.slice(0, 300) }),
  }).catch(() => { /* The server is away: the lost line says so. */ });
}

// The browser says "ResizeObserver loop ..." where a change of size waits for the next frame: a notice, no fault.
const isNotice = message => String(message).startsWith('ResizeObserver loop');

addEventListener('error', event => {
  if (!isNotice(event.message)) reportFault('script', event.error ?? event.message);
});
addEventListener('unhandledrejection', event => reportFault('promise', event.reason));
