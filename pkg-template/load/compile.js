// @ts-check
import { loadFailed } from './failure.js';

/** @typedef {string | URL | Request | Response | BufferSource | WebAssembly.Module} Source */

/**
 * Compiles `source`, streamed where it is a response.
 * @param {Source | Promise<Source>} source
 * @returns {Promise<WebAssembly.Module>}
 */
export const compile = async source => {
  const response = await receive(source).catch(cause => {
    throw loadFailed('network', cause);
  });
  if (response instanceof WebAssembly.Module) return response;
  const isResponse = response instanceof Response;
  const type = isResponse ? response.headers.get('content-type') ?? 'no content type' : 'bytes';
  if (isResponse && !response.ok) throw loadFailed('missing', undefined, { status: response.status });
  try {
    // Streaming refuses every other type, while the file behind it may well be right.
    if (isResponse && type === 'application/wasm') return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compile(isResponse ? await response.arrayBuffer() : response);
  } catch (cause) {
    throw loadFailed(isForbidden() ? 'policy' : type === 'bytes' || cause instanceof WebAssembly.CompileError ? 'content' : 'network', cause, { type });
  }
};

/**
 * @param {Source | Promise<Source>} source
 * @returns {Promise<Response | BufferSource | WebAssembly.Module>}
 */
const receive = async source => {
  const given = await source;
  return typeof given === 'string' || given instanceof URL || given instanceof Request ? fetch(given) : given;
};

/** The smallest module there is, which only a Content-Security-Policy refuses. */
const isForbidden = () => {
  try {
    return !new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  } catch {
    return true;
  }
};
