/**
 * The same as `@voisnap/webrtc`, without the WebAssembly inside: it is loaded from the package's file `voisnap.wasm`, which the page serves.
 *
 * ```js
 * import { VoiceCall, init } from '@voisnap/webrtc/slim';
 *
 * init('/assets/voisnap.wasm');
 * ```
 *
 * @packageDocumentation
 */
export * from './index.js';

/**
 * Says where the WebAssembly is. Call it before the first call; nothing is requested until `preload()`, `prepare()` or `start()`.
 * A `Response` is streamed. What cannot be loaded or compiled is `load_failed` of those methods (`network` where the browser is offline, or after 30 s).
 *
 * @param source the address of `voisnap.wasm`, a response with it, its bytes, or the compiled module
 * @throws {@link VoisnapError} `invalid_options`
 */
export function init(source: string | URL | Request | Response | Promise<Response> | ArrayBuffer | ArrayBufferView | WebAssembly.Module): void;
