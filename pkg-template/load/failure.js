// @ts-check
import { VoisnapError } from '../error.js';

/** A browser that cannot place calls at all, whatever the page does. */
export const noWebAssembly = () =>
  new VoisnapError({
    code: 'unsupported_browser',
    message: 'This browser has no WebAssembly.',
    hint: 'It is switched off (as in the Lockdown Mode of iOS), or the browser is too old.',
  });

/** The same; said before anything is loaded only where the WebAssembly, which checks it too, cannot be unpacked. */
export const noWebRtc = () =>
  new VoisnapError({ code: 'unsupported_browser', message: 'This browser has no WebRTC.', hint: 'It is switched off, or the browser is too old. In a test of your application, use ./testing.' });

/** Offline, a failed download is no mistake of the page. @param {unknown} cause */
const offline = cause =>
  new VoisnapError({
    code: 'network',
    message: 'The WebAssembly was not downloaded: the browser is offline.',
    hint: 'Make a new call when it is online. Firefox tries a script that it did not get again only when the page is reloaded.',
    cause,
  });

/** The load goes on, for the next call. @param {number} limitMs */
export const loadTimedOut = limitMs =>
  new VoisnapError({
    code: 'network',
    message: `The WebAssembly was not downloaded within ${limitMs / 1000} s.`,
    hint: 'Make a new call: the download goes on. preload() begins it before the first call.',
  });

/**
 * What can keep the WebAssembly from running, each as message, hint, and whether trying again can work.
 * @satisfies {Record<string, (known: { status?: number, type?: string }) => [message: string, hint: string, recoverable?: boolean]>}
 */
const CAUSES = {
  decompression: () => [
    'This browser has no DecompressionStream.',
    "Import '@voisnap/webrtc/slim' and serve voisnap.wasm, which needs none, or use a newer browser.",
  ],
  policy: () => ["The page's Content-Security-Policy forbids WebAssembly.", "Add 'wasm-unsafe-eval' to its script-src."],
  script: () => [
    "The SDK's script with the WebAssembly was not loaded.",
    'Deploy every file that the bundler wrote, and allow them in the script-src of the Content-Security-Policy. Reload the page to try again.',
    true,
  ],
  source: () => ['init() was not called.', "Call init() of '@voisnap/webrtc/slim' with the address of voisnap.wasm before the first call."],
  network: () => [
    'The WebAssembly was not downloaded.',
    'Look at the network, at CORS, and at the connect-src of the Content-Security-Policy.',
    true,
  ],
  missing: ({ status }) => [
    `The request for voisnap.wasm was answered with status ${status}.`,
    "Serve the package's voisnap.wasm at the address that init() was given.",
    true,
  ],
  content: ({ type }) => [
    `What was loaded as voisnap.wasm is not WebAssembly (${type}).`,
    'A server that answers unknown addresses with a page gives text/html: serve the file itself, as application/wasm.',
  ],
  instance: () => [
    'The WebAssembly did not start.',
    'The script and voisnap.wasm must be of the same version of the package. If they are, report this with the error in `cause`.',
    true,
  ],
};

/**
 * @param {keyof typeof CAUSES} name
 * @param {unknown} [cause] what was thrown. It is returned as it is where it is a `VoisnapError` already
 * @param {{ status?: number, type?: string }} [known]
 */
export const loadFailed = (name, cause, known = {}) => {
  if (cause instanceof VoisnapError) return cause;
  if ((name === 'script' || name === 'network') && globalThis.navigator?.onLine === false) return offline(cause);
  const [message, hint, recoverable = false] = CAUSES[name](known);
  const { status } = known;
  return new VoisnapError({ code: 'load_failed', message, hint, recoverable, ...(cause !== undefined && { cause }), ...(status && { status }) });
};
