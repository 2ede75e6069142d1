/**
 * The one error class of the package. The wasm half hands over plain objects; this gives them a class to catch.
 */
export class VoisnapError extends Error {
  name = 'VoisnapError';
  recoverable = false;
  hint = '';

  /** @param {{ code: string, message: string } & Record<string, unknown>} fields What `index.d.ts` documents. */
  constructor(fields) {
    super(fields.message, fields); // the second argument is read for `cause` only
    const { message, cause, ...rest } = fields;
    Object.assign(this, rest);
    // What a server's CORS must allow, which only the page knows.
    if (rest.code === 'network' && globalThis.location) this.hint += ` This page's origin is ${location.origin}.`;
  }
}

/** The caller's own mistake: trying the same again cannot work. */
export const mistake = (code, message, hint) => new VoisnapError({ code, message, hint });

export const cancelled = () =>
  mistake('cancelled', 'The call was ended before it was up.', 'Nothing to do: hangUp() or the AbortSignal asked for it.');

/**
 * Whatever was thrown, as a `VoisnapError`. What is not one of ours is a defect of the SDK (a trap, an exception that
 * crossed wasm), and says so instead of passing a bare RuntimeError on to the application.
 */
export const asVoisnapError = thrown =>
  thrown instanceof VoisnapError
    ? thrown
    : new VoisnapError(
        typeof thrown?.code === 'string' && typeof thrown.message === 'string' && !(thrown instanceof Error)
          ? thrown
          : {
              code: 'internal_error',
              message: 'The SDK failed; the microphone is off.',
              hint: 'Start a new call, and report this with the error in `cause`.',
              recoverable: true,
              cause: thrown,
            },
      );
