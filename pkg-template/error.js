// @ts-check
import { CODES } from './codes.js';

/** @import { VoisnapErrorCode, VoisnapErrorFields } from './types/index.js' */

/** The one error class of the package: for errors of the facade, of the wasm half, and of an application's tests. */
export class VoisnapError extends Error {
  /** @param {VoisnapErrorFields} fields */
  constructor(fields) {
    const { message = '', cause, code, ...rest } = fields;
    super(message, 'cause' in fields ? { cause } : undefined);
    this.code = code;
    const { category, recoverable, hint } = CODES[code] ?? CODES.internal_error;
    this.category = category;
    this.recoverable = recoverable;
    // Only the page knows which origin a server's CORS must allow.
    this.hint = code === 'network' && globalThis.location ? `${hint} This page's origin is ${location.origin}.` : hint;
    Object.assign(this, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)));
    putCodeIntoStack(this);
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}
Object.defineProperty(VoisnapError.prototype, 'name', { value: 'VoisnapError', configurable: true, writable: true });

/**
 * V8 writes the first line of `stack` from the name at the first access. Consoles print it for an unhandled rejection.
 * @param {VoisnapError} error
 */
const putCodeIntoStack = error => {
  error.name = `VoisnapError [${error.code}]`;
  void error.stack;
  Reflect.deleteProperty(error, 'name');
};

/**
 * @param {VoisnapErrorCode} code
 * @param {string} message what happened
 * @param {string} [hint] what to do, where that is more than the code implies
 */
export const failure = (code, message, hint) => new VoisnapError(hint ? { code, message, hint } : { code, message });

/**
 * Whatever was thrown, as a `VoisnapError`: the wasm half rejects with the fields of one. Anything else is a defect of the SDK
 * (a trap, an exception of its own code).
 * @param {any} thrown
 * @returns {VoisnapError}
 */
export const asVoisnapError = thrown => {
  if (thrown instanceof VoisnapError) return thrown;
  const isFields = Object.keys(CODES).includes(thrown?.code) && typeof thrown.message === 'string' && !(thrown instanceof Error);
  return new VoisnapError(isFields ? thrown : { code: 'internal_error', message: 'The SDK failed; the microphone is off.', cause: thrown });
};
