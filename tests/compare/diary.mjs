// What a client says, in order, and the way to wait for it.
import { withoutNames } from './words.mjs';

/** Nothing here takes long; the longest wait is for a resume that is refused. */
const LIMIT_MS = 20_000;

/** Events that the clients listen to; the hub's others are nobody's. */
export const EVENTS = ['Number', 'Gap', 'Mixed', 'Greeting', 'Asked', 'Answer', 'Null', 'Refuse', 'Throw', 'SessionEnded', 'SessionStarted', 'Error'];

export class Diary {
  lines = [];
  #waiting = new Set();

  enter(line) {
    this.lines.push(withoutNames(line));
    for (const look of this.#waiting) look();
  }

  /** Waits for the nth line that begins with `start`. */
  async until(start, nth = 1) {
    const limit = AbortSignal.timeout(LIMIT_MS);
    await new Promise((resolve, reject) => {
      const look = () => {
        if (this.lines.filter(line => line.startsWith(start)).length < nth) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      limit.addEventListener('abort', () => reject(new Error(`'${start}' did not come; what came:\n${this.lines.join('\n')}`)));
      look();
    });
  }
}
