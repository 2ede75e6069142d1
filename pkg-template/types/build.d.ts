// The modules that the build puts in the place of these names.
declare module 'build:glue' {
  /** wasm-bindgen's glue for one instance. */
  export interface Glue {
    imports: WebAssembly.Imports;
    /** What the glue calls each export, by its name in the file. */
    exportNames: Record<string, string>;
    Call: import('./wasm.js').Instance['Call'];
    __wbg_set_wasm(exports: Record<string, WebAssembly.ExportValue>): void;
  }
  /** A fresh copy of it. */
  export const createGlue: () => Glue;
}
declare module 'build:voisnap.wasm.gz' {
  /** The WebAssembly as base64 of gzip. */
  const base64: string;
  export default base64;
}
declare module 'build:element.css' {
  /** The sheet of `<voisnap-call>`, minified. */
  const css: string;
  export default css;
}
