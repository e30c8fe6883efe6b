// Auditory alarm signals after IEC 60601-1-8: bursts of pulses with a fundamental and harmonics, told apart by number and rhythm.

/** Fundamental, Hz; table 4 allows 150 to 1000 Hz, with at least four harmonics from 300 to 4000 Hz. */
const PITCH = 523.25;
const HARMONICS = [0, 1, 0.8, 0.6, 0.5, 0.35];
/** Seconds from the beginning of a burst to each pulse, the length of a pulse, and from burst to burst. */
const BURSTS = {
  3: { at: [0, 0.3, 0.6, 1.1, 1.4, 2.6, 2.9, 3.2, 3.7, 4.0], long: 0.16, every: 7 },
  2: { at: [0, 0.4, 0.8], long: 0.2, every: 10 },
  1: { at: [0, 0.45], long: 0.2, every: 25 },
};
/** Rise and fall of a pulse, s: without a click, as the standard's 10 to 40 % of its length. */
const EDGE = 0.025;

let audio = null, wave = null, next = 0;

/** Whether the browser lets this page sound; without a click before, it does not. */
export const canSound = () => audio?.state === 'running';

/** To be called from a click. */
export async function unlock() {
  audio ??= new AudioContext();
  await audio.resume();
  wave ??= audio.createPeriodicWave(new Float32Array(HARMONICS.length), Float32Array.from(HARMONICS));
}

/** Sounds the burst of a priority when its time has come; 0 is silence. */
export function burst(priority) {
  if (!canSound() || priority === 0 || audio.currentTime < next) return false;
  const { at, long, every } = BURSTS[priority];
  const now = audio.currentTime;
  for (const start of at) pulse(now + 0.05 + start, long, priority === 1 ? PITCH * 0.75 : PITCH);
  next = now + every;
  return true;
}

/** A more urgent alarm does not wait for the end of the less urgent one's pause. */
export const hurry = () => { next = 0; };

function pulse(start, long, pitch) {
  const tone = audio.createOscillator(), volume = audio.createGain();
  tone.setPeriodicWave(wave);
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.25, start + EDGE);
  volume.gain.setValueAtTime(0.25, start + long - EDGE);
  volume.gain.linearRampToValueAtTime(0, start + long);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + long);
}
