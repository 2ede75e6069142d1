// What the snippets of the documentation use without declaring it: the reader's own code.
import type { VoiceCall as Call, VoisnapError as CallError } from '@voisnap/webrtc';

declare global {
  const VoiceCall: typeof Call;
  const VoisnapError: typeof CallError;
  /** The call of the page. */
  const call: Call;
  /** Gives a JWT: `docs/guides/tokens.md` shows how. */
  function voiceToken(): Promise<string>;
  function show(...parts: unknown[]): void;
  const button: HTMLButtonElement;
  const output: HTMLAudioElement;
  const status: HTMLElement;
}
