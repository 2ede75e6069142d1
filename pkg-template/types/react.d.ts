/**
 * Voice calls in React, 18 and newer.
 *
 * ```jsx
 * import { useVoiceCall } from '@voisnap/webrtc/react';
 *
 * function Call() {
 *   const { state, transcript, error, start, hangUp } = useVoiceCall({ agentId: 'agt_01HXK8Z3MNPQRS', accessToken: fetchToken });
 *   const runs = state !== 'idle' && state !== 'ended';
 *   return (
 *     <>
 *       <button onClick={runs ? hangUp : start}>{runs ? 'Hang up' : 'Call'}</button>
 *       {transcript.map(line => <p key={line.id}>{line.speaker}: {line.text}</p>)}
 *       {error && <p role="alert">{error.message}</p>}
 *     </>
 *   );
 * }
 * ```
 *
 * @packageDocumentation
 */
import type {
  CallInfo, CallState, SignalingState, VoiceCall, VoiceCallEvents, VoiceCallOptions, VoisnapError,
} from './index.js';

/** The microphone: `requesting` while the browser asks its user, `stopped` after a call. */
export interface Microphone {
  readonly state: 'idle' | 'requesting' | 'live' | 'stopped';
}

/** One line of the transcript; its text grows until `final`. */
export type TranscriptLine = VoiceCallEvents['transcript'];

/** What a component knows of its call. An object that does not change: a new one comes with each change. */
export interface VoiceCallSnapshot {
  /** Where the call stands: `idle` before the first, `ended` after one. */
  readonly state: CallState;
  /** Where the hub connection stands. */
  readonly signaling: SignalingState;
  /** What was said in this or the last call: one entry for each line, replaced as its text grows. Lines that did not change stay the same objects. */
  readonly transcript: readonly TranscriptLine[];
  /** Whether the microphone is muted, or will be in the next call. */
  readonly muted: boolean;
  readonly microphone: Microphone;
  /**
   * What to show: why the call failed or could not be started, or the last trouble that it survived. Undefined where the user cancelled, and from the
   * next `start()` on.
   */
  readonly error: VoisnapError | undefined;
  /** How the last call ended; undefined from the next `start()` on. */
  readonly ended: VoiceCallEvents['ended'] | undefined;
  readonly sessionId: string | undefined;
  readonly conversationId: string | undefined;
  /** The browser plays nothing before a gesture: show a button that calls `resumeAudio()`. */
  readonly audioBlocked: boolean;
  /** The current or last call, for everything else: streams, statistics. */
  readonly call: VoiceCall | undefined;
}

/** What a component can do. All functions stay the same for the component's life, and can be handed to `onClick` as they are. */
export interface VoiceCallActions {
  /**
   * Starts a call with the options of the latest render. Resolves when the agent can be heard, or with undefined when the call failed or was
   * cancelled: `error` and `ended` say why. It never rejects. While a call runs it returns the same promise; after `hangUp()` it starts a new one.
   */
  start(): Promise<CallInfo | undefined>;
  /** Ends the call. Never rejects; harmless where there is none. */
  hangUp(reason?: unknown): Promise<void>;
  /** Mutes the microphone, now and in the next calls. Where `muted` is controlled: requests it by `onMutedChange`. */
  mute(): void;
  unmute(): void;
  toggleMute(): void;
  /**
   * Sends digits of a connected call.
   * @throws {@link VoisnapError} as `VoiceCall.sendDtmf()`; `invalid_options` where there was no call yet
   */
  sendDtmf(digits: string): Promise<void>;
  /** Plays the agent after the browser refused to. In a handler of the user's gesture. Never rejects: where it fails, `audioBlocked` stays true. */
  resumeAudio(): Promise<void>;
  /** Does everything that needs no microphone, for when a call is likely. Never rejects: what fails is tried again by `start()`. */
  prepare(): Promise<void>;
  /**
   * Loads the WebAssembly ahead of time: that of the option `VoiceCall`, else of `@voisnap/webrtc`; nothing where there is only `createCall`.
   * Never rejects, for the same reason.
   */
  preload(): Promise<void>;
}

export interface VoiceCallHandle extends VoiceCallSnapshot, VoiceCallActions {}

/** Handlers of events. The one of the latest render is called: they need no `useCallback`. */
export interface VoiceCallHandlers {
  onStateChange?: ((detail: VoiceCallEvents['statechange']) => void) | undefined;
  onProgress?: ((detail: VoiceCallEvents['progress']) => void) | undefined;
  onStarted?: ((detail: VoiceCallEvents['started']) => void) | undefined;
  onTranscript?: ((line: TranscriptLine) => void) | undefined;
  /** The call is over; also called for the call that ended because its component was unmounted. */
  onEnded?: ((detail: VoiceCallEvents['ended']) => void) | undefined;
  /** Trouble that the call survives; what ends it comes to `onEnded`. */
  onError?: ((error: VoisnapError) => void) | undefined;
  onSignalingChange?: ((detail: VoiceCallEvents['signalingchange']) => void) | undefined;
  onTrack?: ((detail: VoiceCallEvents['track']) => void) | undefined;
  onAudioBlocked?: ((detail: VoiceCallEvents['audioblocked']) => void) | undefined;
  onHubEvent?: ((detail: VoiceCallEvents['hubevent']) => void) | undefined;
}

/** The options of a call, read when `start()` or `prepare()` runs: they need no `useMemo`. And those of the hook. */
export type UseVoiceCallOptions = VoiceCallOptions &
  VoiceCallHandlers & {
    /** Whether the microphone is muted, in this and in the next calls. Undefined: the hook keeps it itself, from call to call. */
    muted?: boolean | undefined;
    /** The microphone was muted or unmuted, or shall be where `muted` is controlled. */
    onMutedChange?: ((muted: boolean) => void) | undefined;
    /** The class of the calls, and whose `preload()` is used, in the place of that of `@voisnap/webrtc`: that of `./slim` or of `./testing`. */
    VoiceCall?: typeof VoiceCall | undefined;
    /** Makes each call, in the place of `new VoiceCall(options)`. Give `VoiceCall` too where `preload()` shall load something. */
    createCall?: ((options: VoiceCallOptions) => VoiceCall) | undefined;
  };

/**
 * One call after the other in a component, with everything that it shows of them.
 *
 * Unmounting ends the call, with the reason `unmounted`. StrictMode and Fast Refresh, which unmount and mount in a row, do not. Renders on a
 * server, and hydrates without a difference.
 */
export function useVoiceCall(options: UseVoiceCallOptions): VoiceCallHandle;
