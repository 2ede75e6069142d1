// What the build makes: wasm-bindgen's bindings as a function (one set of them for each instance), and the wasm as text.
import bindings from 'build:bindings';
import image from 'build:image';
import { handOver } from './handover.js';
import { sharedWasm } from './loader.js';

export const load = sharedWasm(async guard => {
  const { imports, Call, attach } = bindings();
  // Only the low byte of each character counts, which Uint8Array takes by itself. scripts/lib/image.mjs says why so.
  const bytes = Uint8Array.from(image.text, character => character.charCodeAt() ^ image.key);
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  attach(guard(instance.exports));
  // Called with `new`, which takes the object that a function returns.
  return function (options, emit) {
    return new Call(emit, ...handOver(options));
  };
});
