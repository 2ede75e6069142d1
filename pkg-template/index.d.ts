/**
 * Voice calls with a Voisnap agent from a web page.
 *
 * ```js
 * import { VoiceCall } from '@voisnap/webrtc';
 *
 * const call = new VoiceCall({ agentId: 'agt_01HXK8Z3MNPQRS', accessToken: () => fetch('/voice-token').then(r => r.text()) });
 * call.on('transcript', line => show(line.speaker, line.text));
 * call.on('ended', ({ reason, error }) => finish(reason, error));
 * await call.start();
 * ```
 *
 * Importing this module touches no global and loads nothing, so it is safe on a server.
 *
 * @packageDocumentation
 */

/** Where a call stands. It moves forward only, except between `connected` and `reconnecting`; `ended` is for good. */
export type CallState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'ended';

/**
 * Where the connection to the hub stands, apart from the call: a call whose audio flows goes on without its hub.
 * `lost` is given up, `closed` is as wanted.
 */
export type SignalingState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'lost' | 'closed';

/** A session as `POST /api/v1/webrtc/sessions` answers it, for applications whose backend makes that request. */
export interface VoisnapSession {
  /** The session's public name. */
  sessionId: string;
  /** What the hub lets the caller in with. A secret. */
  sessionToken: string;
  /** When the token stops being valid, as ISO 8601. */
  expiresAt?: string;
  /** STUN and TURN servers; they reach the `RTCPeerConnection` whole. */
  iceServers: RTCIceServer[];
}

/** One line for the application's own log. It never holds a token, SDP or an address. */
export interface LogEntry {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  /** Milliseconds since the call object was first used. */
  atMs: number;
  detail?: object;
}

/** A step of a call that has a time limit of its own. */
export type TimeoutStep = 'session' | 'hub' | 'answer' | 'media' | 'hangUp';

/** What every call can be told. Give one of {@link AgentOptions} or {@link SessionOptions} with it. */
export interface CommonOptions {
  /**
   * The user's JWT, or a function that gets one, which is asked again whenever one is needed. Never an API key
   * (`vsnp_live_…`, `vsnp_sb_…`): those are for servers and are refused with `api_key_in_browser`.
   */
  accessToken: string | (() => string | Promise<string>);
  /** Where Voisnap is: `http(s)` or `ws(s)`, a path is kept. Default `https://api.voisnap.ai`. */
  baseUrl?: string;
  /**
   * The microphone: how to ask for it, or a track of your own, which the SDK uses and never stops.
   * Default: echo cancellation, noise suppression and gain control on, mono.
   */
  audio?: MediaTrackConstraints | MediaStreamTrack;
  /** Where the agent is heard. Default: an element of the SDK's own, removed at the end. `'none'`: play `remoteStream` yourself. */
  output?: HTMLMediaElement | 'none';
  /** `'relay'` sends all media through TURN. Default `'all'`. */
  iceTransportPolicy?: 'all' | 'relay';
  /** Limits in milliseconds. Defaults: session, hub and answer 10 000, media 15 000, hangUp 2 000. */
  timeouts?: Partial<Record<TimeoutStep, number>>;
  /** How long to look for a lost connection, in milliseconds (default 60 000), or `false` to end the call at once. */
  reconnect?: { forMs?: number } | false;
  /**
   * How the hub is connected. `negotiate` asks over HTTP first instead of opening the socket at once; `statefulReconnect`
   * also keeps what was on its way when the socket is lost. Both cost round trips before the call; both are off.
   */
  hub?: { negotiate?: boolean; statefulReconnect?: boolean };
  /** Receives log entries. Default: nothing is logged. */
  logger?: (entry: LogEntry) => void;
}

/** The SDK creates the session. */
export interface AgentOptions {
  /** The agent to talk with. */
  agentId: string;
  /** Passed to the session request as it is. */
  metadata?: Record<string, unknown>;
  session?: undefined;
}

/** Your backend creates the session. */
export interface SessionOptions {
  /** The session, or a function that gets it. */
  session: VoisnapSession | (() => Promise<VoisnapSession>);
  agentId?: undefined;
  metadata?: undefined;
}

/** Options of a call: exactly one of `agentId` and `session`. */
export type VoiceCallOptions = CommonOptions & (AgentOptions | SessionOptions);

/** What {@link VoiceCall.start} resolves with. */
export interface CallInfo {
  sessionId: string;
  /** The conversation in Voisnap's records, once the hub named it. */
  conversationId?: string;
}

/** What a call tells, by event name. */
export interface VoiceCallEvents {
  /** The call's state changed. */
  statechange: { state: CallState; previous: CallState };
  /** A step of the set-up is done. `ms` counts from `start()`; `agent_audio` is the agent's first sound. */
  progress: { stage: 'microphone' | 'session' | 'hub' | 'offer' | 'answer' | 'media' | 'agent_audio'; ms: number };
  /** The hub said that the conversation began; `data` is the hub's own object. */
  started: { sessionId: string; conversationId?: string; data: object };
  /** What was said. The text of one `id` grows until `final`. `data` is the hub's own object. */
  transcript: { id: string; speaker: 'user' | 'agent'; text: string; final: boolean; atMs: number; data: object };
  /** The call is over and everything is released. Exactly once, and always the last event. `error` when `by` is `'error'`. */
  ended: { reason: string; by: 'user' | 'agent' | 'error'; durationMs: number; error?: VoisnapError };
  /** Trouble that the call survives; what ends it comes with `ended`. */
  error: VoisnapError;
  /** The hub's connection changed. */
  signalingchange: { signaling: SignalingState; previous: SignalingState };
  /** The microphone was muted or unmuted. */
  mutechange: { muted: boolean };
  /** The agent's audio track arrived. */
  track: { track: MediaStreamTrack; stream: MediaStream };
  /** The browser plays nothing before a gesture: call {@link VoiceCall.resumeAudio} in a click handler. */
  audioblocked: Record<string, never>;
  /** A hub event that has no typed form, with its arguments untouched. */
  hubevent: { name: string; args: unknown[] };
}

/** One call with one agent. */
export class VoiceCall {
  /**
   * Whether this browser and page can hold a call: WebRTC, a microphone API, WebAssembly and a secure context.
   * `false` on a server.
   */
  static readonly isSupported: boolean;

  /**
   * Loads and compiles the WebAssembly half ahead of time. Optional.
   * @throws {@link VoisnapError} `load_failed`
   */
  static preload(): Promise<void>;

  /**
   * Checks the options and does nothing else: no request, no prompt.
   * @throws {@link VoisnapError} `invalid_options`, `api_key_in_browser`
   */
  constructor(options: VoiceCallOptions);

  /** Where the call stands, as `statechange` last told. */
  readonly state: CallState;
  /** Where the hub's connection stands, as `signalingchange` last told. */
  readonly signaling: SignalingState;
  /** Whether the microphone is muted. */
  readonly muted: boolean;
  /** The session's name, once there is a session; kept after the end, for your records. */
  readonly sessionId?: string;
  /** The conversation's name, once the hub told; kept after the end. */
  readonly conversationId?: string;
  /** The microphone, for visualisers. Undefined before it is there and after the end. */
  readonly localStream?: MediaStream;
  /** The agent, for visualisers. Undefined before it is there and after the end. */
  readonly remoteStream?: MediaStream;

  /**
   * Does everything that needs no microphone (session, hub), so that `start()` is quick. For when a call is likely.
   * @throws {@link VoisnapError}
   */
  prepare(): Promise<void>;

  /**
   * Starts the call: asks for the microphone, and resolves when the agent can be heard. Called again it gives the same
   * promise. To let go of it, abort `signal` or call {@link hangUp}: it then rejects with `cancelled`.
   * @throws {@link VoisnapError} also `call_ended`: a call object is for one call
   */
  start(options?: { signal?: AbortSignal }): Promise<CallInfo>;

  /**
   * Ends the call, in every state, and resolves when everything is released. Never rejects; calling it again is harmless.
   * @param reason what the hub is told, `user_ended` by default
   */
  hangUp(reason?: string): Promise<void>;

  /** Silences the microphone. Valid before `start()` too. */
  mute(): void;
  /** Lets the microphone be heard again. */
  unmute(): void;

  /**
   * Presses keys: `0`-`9`, `*`, `#`.
   * @throws {@link VoisnapError}
   */
  sendDtmf(digits: string): Promise<void>;

  /**
   * Will change the microphone of a running call. Not in this version: rejects with `unsupported`.
   * @param source a `deviceId`, constraints, or a track of your own
   * @throws {@link VoisnapError} `unsupported`
   */
  setMicrophone(source: string | MediaTrackConstraints | MediaStreamTrack): Promise<void>;

  /**
   * Will change where the agent is heard. Not in this version: rejects with `unsupported`.
   * @throws {@link VoisnapError} `unsupported`
   */
  setSpeaker(deviceId: string): Promise<void>;

  /**
   * Plays the agent after `audioblocked`. Call it in a user's gesture.
   * @throws {@link VoisnapError}
   */
  resumeAudio(): Promise<void>;

  /**
   * The peer connection's own statistics.
   * @throws {@link VoisnapError}
   */
  getStats(): Promise<RTCStatsReport>;

  /**
   * Listens to an event; what a handler throws goes to `reportError` and disturbs nothing.
   * @returns a function that stops listening
   */
  on<E extends keyof VoiceCallEvents>(event: E, handler: (detail: VoiceCallEvents[E]) => void): () => void;
  /** Like {@link on}, for one event only. */
  once<E extends keyof VoiceCallEvents>(event: E, handler: (detail: VoiceCallEvents[E]) => void): () => void;
  /** Stops listening. */
  off<E extends keyof VoiceCallEvents>(event: E, handler: (detail: VoiceCallEvents[E]) => void): void;
}

/**
 * Why something failed. Codes are never renamed; new ones may come.
 *
 * - `invalid_options` `api_key_in_browser` `call_ended` `unsupported`: the caller's own mistake, or a thing this browser
 *   cannot do
 * - `unsupported_browser` `insecure_context`: no WebRTC or no microphone API; a page that is not on https or localhost
 * - `load_failed`: the WebAssembly half did not start, for example because a Content-Security-Policy forbids it
 * - `microphone_denied`: by the user. `microphone_dismissed`: the prompt was closed. `microphone_blocked`: by
 *   Permissions-Policy or the system. `microphone_not_found`: no device. `microphone_in_use`: busy or unreadable.
 *   `microphone_failed`: the rest
 * - `token_failed`: `accessToken` threw or gave nothing. `session_failed`: the same of `session`
 * - `unauthorized` `forbidden` `agent_not_found` `rate_limited` `invalid_request` `server_error` `invalid_response`: what
 *   the session request was answered
 * - `session_expired`: the session expired before it was used
 * - `network`: the request failed: offline, DNS or CORS
 * - `session_timeout` `hub_timeout` `answer_timeout` `media_timeout`: a step took longer than its limit
 * - `hub_unreachable` `hub_protocol` `hub_closed`: the hub's socket never opened; said something that is not SignalR;
 *   closed during set-up
 * - `offer_rejected` `answer_invalid`: the hub refused the offer; the browser refused the answer
 * - `media_failed`: the audio's connection failed and could not be restored
 * - `connection_lost`: hub and audio were both lost for longer than `reconnect.forMs`
 * - `agent_error`: the hub's own `Error` event, which `data` holds
 * - `agent_ended`: the agent ended the session before the call was up; `data` holds the hub's `SessionEnded`
 * - `cancelled`: `hangUp()` or the `AbortSignal` came before the call was up
 * - `internal_error`: a defect of the SDK; the microphone is off all the same
 */
export type VoisnapErrorCode =
  | 'invalid_options'
  | 'api_key_in_browser'
  | 'call_ended'
  | 'unsupported'
  | 'unsupported_browser'
  | 'insecure_context'
  | 'load_failed'
  | 'microphone_denied'
  | 'microphone_dismissed'
  | 'microphone_blocked'
  | 'microphone_not_found'
  | 'microphone_in_use'
  | 'microphone_failed'
  | 'token_failed'
  | 'session_failed'
  | 'unauthorized'
  | 'forbidden'
  | 'agent_not_found'
  | 'rate_limited'
  | 'invalid_request'
  | 'server_error'
  | 'invalid_response'
  | 'session_expired'
  | 'network'
  | 'session_timeout'
  | 'hub_timeout'
  | 'answer_timeout'
  | 'media_timeout'
  | 'hub_unreachable'
  | 'hub_protocol'
  | 'hub_closed'
  | 'offer_rejected'
  | 'answer_invalid'
  | 'media_failed'
  | 'connection_lost'
  | 'agent_error'
  | 'agent_ended'
  | 'cancelled'
  | 'internal_error';

/** The kind of trouble that a code belongs to: what to branch on to choose a text for the user. */
export type VoisnapErrorCategory = 'permission' | 'device' | 'network' | 'auth' | 'server' | 'agent' | 'configuration' | 'cancelled' | 'internal';

/** Every error of this package. No message, hint or property holds a token, SDP or an address. */
export class VoisnapError extends Error {
  /** The SDK makes these; an application's tests may. */
  constructor(fields: {
    code: VoisnapErrorCode;
    message: string;
    recoverable?: boolean;
    hint?: string;
    status?: number;
    retryAfterMs?: number;
    traceId?: string;
    data?: unknown;
    cause?: unknown;
  });
  readonly name: 'VoisnapError';
  /** What to branch on. */
  readonly code: VoisnapErrorCode;
  /** Whether trying the same again can work. */
  readonly recoverable: boolean;
  /** One sentence: what to do about it. */
  readonly hint: string;
  /** The HTTP status, when the session request was answered with one. */
  readonly status?: number;
  /** How long to wait before trying again, in milliseconds, when the server said so. */
  readonly retryAfterMs?: number;
  /** The server's name for the failed request, for its support. */
  readonly traceId?: string;
  /** What came with it: problem details, the hub's `Error` object. */
  readonly data?: unknown;
  /** What lies under it, when something does. */
  readonly cause?: unknown;
}
