// @ts-check
/** @import { ResourceKind } from './types/wasm.js' */

/** What the wasm half of one call holds of the browser, and what must be released in its place should it crash. */
export class Resources {
  /** @type {Map<any, ResourceKind>} */
  #held = new Map();
  #isOwned = true;

  /**
   * @param {ResourceKind} kind
   * @param {object} resource
   */
  add(kind, resource) {
    // One that a crashed instance still made has no owner any more.
    if (this.#isOwned) this.#held.set(resource, kind);
    else release(kind, resource);
  }

  /** @param {object} resource */
  remove(resource) {
    this.#held.delete(resource);
  }

  /** After a crash: also what still arrives. */
  releaseAll() {
    this.#isOwned = false;
    for (const [resource, kind] of this.#held) release(kind, resource);
    this.#held.clear();
  }
}

/**
 * A failure must not keep the next one from being released.
 * @param {ResourceKind} kind
 * @param {any} resource
 */
const release = (kind, resource) => {
  try {
    // A stream, or the promise of one that the browser still asks its user for.
    if (kind !== 'microphone') resource.close();
    else if (resource instanceof Promise) resource.then(stopTracks, () => {});
    else stopTracks(resource);
  } catch {
    // It was released before.
  }
};

/** @param {MediaStream} stream */
const stopTracks = stream => {
  for (const track of stream.getTracks()) track.stop();
};
