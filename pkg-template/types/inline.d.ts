/**
 * The same as `@voisnap/webrtc`, with the WebAssembly inside: for bundles that must be one file.
 *
 * @packageDocumentation
 */
export * from './index.js';
