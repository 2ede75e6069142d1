// Compiled, never run: <voisnap-call> in React's JSX.
import '@voisnap/webrtc/element';
import type { VoisnapCallElement } from '@voisnap/webrtc/element';

declare const ref: { current: VoisnapCallElement | null };

export const element = (
  <voisnap-call
    ref={ref} key="call" className="call" agent-id="agt_1" token-url="/voice-token" variant="floating" muted metadata={{ plan: 'pro' }}
    accessToken={async () => 'jwt'} onended={({ detail }) => void detail.reason.trim()} onconsent={() => {}}
  >
    <p slot="consent">The call is recorded.</p>
  </voisnap-call>
);
// @ts-expect-error no such variant
export const variant = <voisnap-call variant="modal" />;
// @ts-expect-error no such attribute
export const attribute = <voisnap-call agent="agt_1" />;
// @ts-expect-error no such event
export const event = <voisnap-call ondisconnected={() => {}} />;
