// @ts-check
// The entry for an application's own tests: scripted calls, without a browser and without WebAssembly.
import { VoisnapError } from './index.js';

export { scriptVoisnap } from './testing/script-voisnap.js';

/**
 * See types/testing.d.ts.
 * @param {import('./types/testing.js').ScriptedVoisnap} voisnap
 */
export const mockModule = ({ VoiceCall }) => ({ VoiceCall, VoisnapError });
