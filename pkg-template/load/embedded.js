// @ts-check
// The WebAssembly as ASCII text: no request of its own, no content type, and nothing that a page's encoding could change. It is a
// chunk of its own, so that whatever else it imported would be in the package a second time.
export { default as gzip } from 'build:voisnap.wasm.gz';
export { createGlue } from 'build:glue';
