// @ts-check
// The classic script: the global VoisnapWebRTC, <voisnap-call>, and an element of its own where the tag has data-agent-id.
import { defineElement } from './element/define.js';
import { placeFromScript } from './element/placement.js';
import { VoiceCall, VoisnapError } from './inline.js';

const VoisnapCallElement = defineElement(VoiceCall, VoisnapError);
// The first copy stays: its classes are those that the page may hold already.
/** @type {any} */ (globalThis).VoisnapWebRTC ??= { VoiceCall, VoisnapError, VoisnapCallElement };
placeFromScript(VoisnapCallElement);
