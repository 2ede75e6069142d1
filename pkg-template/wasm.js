// What the build makes: wasm-bindgen's bindings as a function (one set of them for each instance), and the wasm as text.
import bindings from 'build:bindings';
import image from 'build:image';
import { handOver } from './handover.js';
import { assemble } from './image.js';
import { sharedWasm } from './loader.js';

export const load = sharedWasm(async guard => {
  const { imports, Call, attach } = bindings();
  const { instance } = await WebAssembly.instantiate(assemble(image), imports);
  attach(guard(instance.exports), instance.exports);
  // Called with `new`, which takes the object that a function returns.
  return function (options, observer) {
    return new Call(observer, ...handOver(options));
  };
});
