import { invalid } from './options.js';

/** What JSON cannot hold is the application's mistake, which is known only when it is written. */
const written = value => {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw Object.assign(invalid("'metadata' cannot be written as JSON."), { cause });
  }
};

/** Whole milliseconds within the 31 bits of the browser's timers. */
const millis = limits =>
  Object.fromEntries(Object.entries(limits).map(([name, ms]) => [name, ms && Math.min(Math.ceil(ms), 0x7fffffff)]));

/**
 * The checked options as the wasm half takes them: the plain values as one JSON text, which it can read anyway, and what
 * only the browser can hold. Reading the application's object field by field from Rust cost three times as much.
 */
export const handOver = ({ accessToken, session, audio, output, iceTransportPolicy, reconnect, agentId, metadata, baseUrl, timeouts, hub }) => [
  written({
    agentId,
    metadata,
    baseUrl,
    relay: iceTransportPolicy === 'relay',
    ...millis({ ...timeouts, forMs: reconnect === false ? 0 : reconnect?.forMs }),
    negotiate: !!hub?.negotiate,
    statefulReconnect: !!hub?.statefulReconnect,
  }),
  typeof accessToken === 'string' ? () => accessToken : accessToken,
  session,
  audio,
  audio instanceof MediaStreamTrack,
  output === 'none' ? undefined : output,
  output === undefined,
];
