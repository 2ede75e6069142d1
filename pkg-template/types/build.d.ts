// The modules that the build puts in the place of these names.
declare module 'build:glue' {
  /** A fresh copy of wasm-bindgen's glue: the import object of one instance. */
  export const createGlue: () => Record<string, any>;
}
declare module 'build:voisnap.wasm.gz' {
  /** The WebAssembly as base64 of gzip. */
  const base64: string;
  export default base64;
}
