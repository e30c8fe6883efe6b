// Messages carry their kind in `t`; a page takes the kinds that it knows and ignores every other.
import { guard } from '../shell/faults.js';

/** @param {Record<string, (message: object) => void>} handlers by kind */
export const byKind = handlers => message => {
  if (Object.hasOwn(handlers, message?.t)) guard(`message ${message.t}`, () => handlers[message.t](message), message.bed);
};

/** A state whose lists are lists: what a server of another version leaves out must not stop a screen. */
export const tidy = state => ({
  ...state,
  channels: list(state.channels),
  wall: list(state.wall),
  vitals: list(state.vitals),
  alarms: list(state.alarms),
  inactive: list(state.inactive),
});

const list = value => Array.isArray(value) ? value.filter(item => item !== null && item !== undefined) : [];
