// @ts-check
// What stands for media: silence of the browser's own, or, where there is no browser, enough of a stream for an application to look at.

/**
 * A track that carries no sound.
 * @param {string} label
 */
const createTrack = label => {
  const track = Object.assign(new EventTarget(), {
    kind: 'audio',
    id: label,
    label,
    enabled: true,
    muted: false,
    readyState: 'live',
    getSettings: () => ({}),
    stop: () => {
      track.readyState = 'ended';
    },
  });
  return track;
};

/**
 * The browser's own stream of one silent track, where there is a browser (a component workbench, tests in a page): only such a one can be
 * given to an element or to an analyser.
 * @returns {MediaStream | undefined}
 */
const createSilence = () => {
  try {
    const context = new AudioContext();
    const { stream } = context.createMediaStreamDestination();
    context.close().catch(() => {}); // the stream stays
    return stream;
  } catch {
    return undefined; // no browser, or one that a test stands in for
  }
};

/**
 * The browser's own stream of a track.
 * @param {MediaStreamTrack} track
 */
const createStreamOf = track => {
  try {
    return new MediaStream([track]);
  } catch {
    return undefined; // as above
  }
};

/**
 * A stream of one audio track: the given one, or one that carries no sound.
 * @param {string} id
 * @param {MediaStreamTrack} [given]
 * @returns {MediaStream}
 */
export const createStream = (id, given) => {
  const native = given ? createStreamOf(given) : createSilence();
  if (native) return native;
  const track = given ?? createTrack(id);
  const tracks = () => [track];
  const stream = Object.assign(new EventTarget(), { id, getTracks: tracks, getAudioTracks: tracks, getVideoTracks: () => [] });
  Object.defineProperty(stream, 'active', { get: () => track.readyState === 'live' });
  return /** @type {any} */ (stream);
};
