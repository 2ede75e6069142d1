import { useEffect, useRef, useState } from 'react';
import type { VoisnapError, VoisnapErrorCategory } from '@voisnap/webrtc';
import { useVoiceCall } from '@voisnap/webrtc/react';
import { voiceToken } from './voiceToken';

const STATUS = {
  idle: 'Ready to call',
  connecting: 'Connecting …',
  connected: 'Connected',
  reconnecting: 'Connection lost, reconnecting …',
  ended: 'Call ended',
};

/** What a user reads, by the kind of trouble. The error's own message and hint are for developers. */
const SENTENCES: Record<VoisnapErrorCategory, string> = {
  permission: 'Please allow the microphone for this page.',
  device: 'This microphone or browser cannot be used for the call.',
  network: 'The connection failed. Please check your network and try again.',
  auth: 'You could not be signed in to the call. Please sign in again.',
  server: 'The service is not available at the moment. Please try again later.',
  agent: 'The agent cannot take the call. Please try again later.',
  configuration: 'The call is not set up correctly.',
  cancelled: '',
  internal: 'Something went wrong. Please try again.',
};

/** A call with one agent: button, state, transcript, mute, keypad, errors. */
export function Call({ agentId }: { agentId: string }) {
  const call = useVoiceCall({
    agentId,
    accessToken: voiceToken,
    baseUrl: import.meta.env.VOISNAP_URL,
    onEnded: ({ reason, durationMs }) => console.info(`The call ended after ${durationMs} ms: ${reason}`),
  });
  const { state, transcript, muted, microphone, error, audioBlocked } = call;
  const isOpen = state !== 'idle' && state !== 'ended';
  const isConnected = state === 'connected' || state === 'reconnecting';

  return (
    <main className="call" data-state={state}>
      <header>
        <span className="avatar" aria-hidden="true">V</span>
        <div>
          <h1>Voice assistant</h1>
          <p role="status">
            {microphone.state === 'requesting' ? 'Waiting for the microphone …' : STATUS[state]}
            {state === 'connected' && <Duration />}
          </p>
        </div>
      </header>

      <Transcript lines={transcript} />

      {call.signaling === 'lost' && isConnected && <p className="note">The call goes on, without its transcript.</p>}
      {audioBlocked && <button className="note" onClick={call.resumeAudio}>Tap to hear the agent</button>}
      {error && <ErrorNote error={error} />}
      {isConnected && <Keypad onPress={digit => call.sendDtmf(digit).catch(console.warn)} />}

      <footer>
        {isOpen ? (
          <>
            <button className={muted ? 'muted' : undefined} onClick={call.toggleMute}>{muted ? 'Unmute' : 'Mute'}</button>
            <button className="hang-up" onClick={call.hangUp}>{state === 'connecting' ? 'Cancel' : 'Hang up'}</button>
          </>
        ) : (
          <button className="start" onClick={call.start} onPointerEnter={call.preload} onFocus={call.preload}>
            {state === 'idle' ? 'Start call' : 'Call again'}
          </button>
        )}
      </footer>
    </main>
  );
}

function Transcript({ lines }: { lines: ReturnType<typeof useVoiceCall>['transcript'] }) {
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    log.current!.scrollTop = log.current!.scrollHeight;
  }, [lines]);
  return (
    <div className="transcript" ref={log} role="log" aria-label="Transcript" tabIndex={0}>
      {lines.length === 0 && <p className="hint">What is said appears here.</p>}
      {lines.map(({ id, speaker, text, final }) => (
        <p key={id} className={speaker} data-final={final}>
          <span className="speaker">{speaker === 'user' ? 'You: ' : 'Agent: '}</span>
          {text}
        </p>
      ))}
    </div>
  );
}

function ErrorNote({ error }: { error: VoisnapError }) {
  return (
    <div className="error" role="alert">
      <p>{SENTENCES[error.category]}</p>
      <details>
        <summary>Details</summary>
        <p><code>{error.code}</code> {error.message} {error.hint}</p>
      </details>
    </div>
  );
}

function Keypad({ onPress }: { onPress: (digit: string) => void }) {
  return (
    <details className="keypad">
      <summary>Keypad</summary>
      <div>{[...'123456789*0#'].map(digit => <button key={digit} onClick={() => onPress(digit)}>{digit}</button>)}</div>
    </details>
  );
}

/** How long it is shown, which is how long the call is connected. */
function Duration() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(value => value + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  // Not for screen readers, which would speak it each second.
  return <span aria-hidden="true"> · {Math.floor(seconds / 60)}:{`${seconds % 60}`.padStart(2, '0')}</span>;
}
