/** What the wasm half's `ask` does (src/js/mod.rs), by number. The second argument is what it takes, or an empty text. */
export const PREPARE = 0;
export const START = 1;
export const HANG_UP = 2;
export const SEND_DTMF = 3;
export const RESUME_AUDIO = 4;
