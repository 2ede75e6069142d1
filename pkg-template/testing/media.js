// @ts-check
// What stands for media where there is no browser: enough of a stream and of a track for an application to keep and to look at.

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
 * A stream of one audio track that carries no sound.
 * @param {string} id
 * @returns {MediaStream}
 */
export const createStream = id => {
  const track = createTrack(id);
  const tracks = () => [track];
  const stream = Object.assign(new EventTarget(), { id, getTracks: tracks, getAudioTracks: tracks, getVideoTracks: () => [] });
  Object.defineProperty(stream, 'active', { get: () => track.readyState === 'live' });
  return /** @type {any} */ (stream);
};
