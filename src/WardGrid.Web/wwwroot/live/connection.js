// The line to the server: JSON states, binary samples, one tick a second. It heals by itself and never fails silently.
import { guard } from '../shell/faults.js';

/** A line without any message for this long counts as lost: two missed ticks and a half. */
const SILENCE_MS = 2500;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5000;

/**
 * Opens a line and keeps it open.
 * @param {string} path of the WebSocket
 * @param {{message: (m: object) => void, wave: (b: ArrayBuffer) => void, lost: (since: number) => void, back: () => void}} listener
 * @returns {() => void} closes it for good
 */
export function openLine(path, listener) {
  let socket = null, heard = performance.now(), lost = false, retry = FIRST_RETRY_MS, closed = false, timer = 0;

  const connect = () => {
    socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = event => hear(event.data);
    socket.onclose = () => {
      if (closed) return;
      lose();
      timer = setTimeout(connect, retry);
      retry = Math.min(2 * retry, LAST_RETRY_MS);
    };
  };

  const hear = data => {
    heard = performance.now();
    retry = FIRST_RETRY_MS;
    if (lost) {
      lost = false;
      listener.back();
    }
    if (typeof data === 'string') guard('message', () => listener.message(JSON.parse(data)));
    else guard('wave', () => listener.wave(data));
  };

  const lose = () => {
    if (lost) return;
    lost = true;
    listener.lost(heard);
  };

  const watch = setInterval(() => {
    if (performance.now() - heard < SILENCE_MS || lost) return;
    lose();
    // A half-open socket tells nobody that it is dead; a new one finds out.
    if (socket.readyState === WebSocket.OPEN) socket.close();
  }, 250);

  connect();
  return () => {
    closed = true;
    clearInterval(watch);
    clearTimeout(timer);
    socket.close();
  };
}
