// @ts-check
import { VoisnapError } from '../index.js';

/** @import { VoisnapErrorCode, VoisnapErrorFields } from '../types/index.js' */

/**
 * An error in how the test uses its scripted call.
 * @param {string} message
 * @param {string} hint
 */
export const misuse = (message, hint) => new VoisnapError({ code: 'invalid_options', message, hint });

/**
 * What the test gave for an error, as the fields of one.
 * @param {string} method
 * @param {VoisnapErrorCode | VoisnapErrorFields} error
 * @returns {VoisnapErrorFields & { message: string }}
 */
export const toFields = (method, error) => {
  const fields = typeof error === 'string' ? { code: error } : error;
  const code = fields?.code;
  if (typeof code !== 'string') {
    throw misuse(`${method}() needs the code of an error, or an object with one.`, `Call ${method}('network'), or ${method}({ code: 'network', message: '…' }).`);
  }
  // A code that does not exist gets the category of an internal error.
  if (code !== 'internal_error' && new VoisnapError({ code }).category === 'internal') {
    throw misuse(`There is no error code '${code}'.`, 'The codes are those of the type VoisnapErrorCode.');
  }
  const { message = '', cause } = fields; // an Error's own, which a spread leaves out
  return { ...fields, message: message || `Scripted by the test: ${code}.`, ...(cause !== undefined && { cause }) };
};
