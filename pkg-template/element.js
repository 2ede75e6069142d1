// @ts-check
// The entry that defines <voisnap-call>, over the default entry.
import { defineElement } from './element/define.js';
import { VoiceCall, VoisnapError } from './index.js';

/** The class that is registered: one that another copy of this module registered first, if so. */
export const VoisnapCallElement = defineElement(VoiceCall, VoisnapError);
