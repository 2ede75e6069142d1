/**
 * The classic script: what it adds to a page. Where it is loaded by a `<script>`, its types come by
 *
 * ```ts
 * import type {} from '@voisnap/webrtc/voisnap-webrtc.min.js';
 * ```
 *
 * @packageDocumentation
 */
import type { VoisnapCallElement } from './element.js';
import type { VoiceCall, VoisnapError } from './index.js';

declare global {
  /** The SDK on a page without modules. The script also defines `<voisnap-call>`. */
  var VoisnapWebRTC: {
    VoiceCall: typeof VoiceCall;
    VoisnapError: typeof VoisnapError;
    VoisnapCallElement: typeof VoisnapCallElement;
  };
}
