/// <reference path="./dom.d.ts" />
/**
 * Voice calls with a Voisnap agent from a web page.
 *
 * ```js
 * import { VoiceCall } from '@voisnap/webrtc';
 *
 * const call = new VoiceCall({ agentId: 'agt_01HXK8Z3MNPQRS', accessToken: () => fetch('/voice-token').then(r => r.text()) });
 * call.on('transcript', ({ speaker, text }) => console.log(speaker, text));
 * call.on('ended', ({ reason, error }) => console.log(reason, error?.hint));
 * await call.start(); // rejects with the error that `ended` has: handle one of the two
 * ```
 *
 * Importing this module touches no global and loads nothing, so it is safe on a server.
 *
 * @packageDocumentation
 */

/** Where a call stands. It moves forward only, except between `connected` and `reconnecting`; `ended` is final. */
export type CallState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'ended';

/**
 * Where the connection to the hub stands, apart from the call: a call whose audio flows goes on without its hub.
 * `lost`: given up, the call goes on. `closed`: closed with the call.
 */
export type SignalingState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'lost' | 'closed';

/** A session as `POST /api/v1/webrtc/sessions` returns it, for applications whose backend makes that request. */
export interface VoisnapSession {
  /** Identifies the session in logs and to Voisnap's support. No secret. */
  sessionId: string;
  /** Admits the caller to the hub. A secret. */
  sessionToken: string;
  /** When the token expires, as ISO 8601. */
  expiresAt?: string | undefined;
  /** STUN and TURN servers, passed to the `RTCPeerConnection`. One that the browser refuses is left out and logged. */
  iceServers: RTCIceServer[];
}

/** One entry for the application's own log. It never contains a token, SDP or an address. */
export interface LogEntry {
  level: 'debug' | 'info' | 'warn' | 'error';
  /** What happened. */
  message: string;
  /** Milliseconds since `start()` was called; 0 before that. */
  atMs: number;
  /** Particulars, where there are any. */
  detail?: object;
}

/** A step that has a time limit of its own; see {@link CommonOptions.timeouts}. */
export type TimeoutStep = 'session' | 'hub' | 'answer' | 'media' | 'hangUp';

/** The options of every call. Give those of {@link AgentOptions} or of {@link SessionOptions} with them. */
export interface CommonOptions {
  /**
   * The user's JWT, or a function that returns one, which is called whenever a token is needed. White space, quotes and invisible
   * characters around it are removed. Never an API key (`vsnp_live_…`, `vsnp_sb_…`): those belong on servers, and are refused with
   * `api_key_in_browser`.
   *
   * When the function throws, the call fails with `token_failed` (with `network` where the browser is offline); `cause` is what it threw.
   */
  accessToken: string | (() => string | Promise<string>);
  /**
   * The address of Voisnap's API: `http(s)` or `ws(s)`; its path is kept, and the paths of the API are appended to it. A query, a fragment, a
   * user name or a password are refused. Default `https://api.voisnap.ai`.
   */
  baseUrl?: string | undefined;
  /**
   * The microphone: constraints, or a track of your own. Default: the default device, with echo cancellation, noise suppression and gain control,
   * mono; constraints keep these defaults where they do not mention them.
   *
   * Your own track is sent itself, not a copy: what you do to it counts, and the SDK never stops it. `mute()` and `unmute()` set its `enabled`; a
   * disabled track means that the call is muted. A track that has ended, a video track and a `MediaStream` are refused.
   */
  audio?: MediaTrackConstraints | MediaStreamTrack | undefined;
  /** What plays the agent. Default: an element of the SDK's own, removed at the end. `'none'`: play `remoteStream` yourself. */
  output?: HTMLMediaElement | 'none' | undefined;
  /** `'relay'` sends all media through TURN servers. Default `'all'`. */
  iceTransportPolicy?: 'all' | 'relay' | undefined;
  /**
   * Limits in milliseconds, whole and more than 0. Defaults: `session` (token and session request), `hub` (token, socket, handshake) and `answer`
   * (from the offer to the agent's answer) 10 000, `media` (from the answer to connected audio) 15 000, `hangUp` (the hub's confirmation) 2 000.
   */
  timeouts?: Partial<Record<TimeoutStep, number | undefined>> | undefined;
  /**
   * For how long a lost connection is looked for, in milliseconds (default 60 000). `false`: not at all. A lost hub then stays `lost` while the call
   * goes on by its audio, and the call ends as soon as the browser gives the audio up.
   */
  reconnect?: { forMs?: number | undefined } | false | undefined;
  /**
   * How the hub is connected. `negotiate` asks over HTTP before the socket opens. `statefulReconnect` also keeps what was on its way when the socket is
   * lost. Both cost round trips before the call; both are off by default.
   */
  hub?: { negotiate?: boolean | undefined; statefulReconnect?: boolean | undefined } | undefined;
  /** Receives log entries: `console.log` shows the course of a call. Default: nothing is logged. What it throws goes to `reportError`. */
  logger?: ((entry: LogEntry) => void) | undefined;
}

/** The SDK creates the session. */
export interface AgentOptions {
  /** The agent to talk with, `agt_…`. */
  agentId: string;
  /** What the agent shall know, passed to the session request as JSON. */
  metadata?: Record<string, unknown> | undefined;
  session?: undefined;
}

/** Your backend creates the session. */
export interface SessionOptions {
  /**
   * The session, or a function that returns one, which is called again where the session expired before it was used. When it throws, or returns what
   * is no session, the call fails with `session_failed`; `cause` is what it threw.
   */
  session: VoisnapSession | (() => VoisnapSession | Promise<VoisnapSession>);
  agentId?: undefined;
  metadata?: undefined;
}

/** The options of a call: exactly one of `agentId` and `session`. */
export type VoiceCallOptions = CommonOptions & (AgentOptions | SessionOptions);

/** What {@link VoiceCall.start} resolves with. */
export interface CallInfo {
  /** Identifies the session. */
  sessionId: string;
  /** Identifies the conversation in Voisnap's records, where the hub has sent it already. */
  conversationId?: string;
}

/** A stage of the set-up; `agent_audio` is the agent's first sound. */
export type Stage = 'microphone' | 'session' | 'hub' | 'offer' | 'answer' | 'media' | 'agent_audio';

/** The events of a call by name, with their details. All times count from the call of `start()`, in milliseconds. */
export interface VoiceCallEvents {
  /** {@link VoiceCall.state} changed. */
  statechange: { state: CallState; previous: CallState };
  /** A stage of the set-up is complete, `ms` after `start()`; negative times do not occur: what `prepare()` did counts as 0. */
  progress: { stage: Stage; ms: number };
  /** The conversation began (`SessionStarted`). `data` is the hub's own object. */
  started: { sessionId: string; conversationId?: string; data: object };
  /** Something was said. The text of one `id` grows until `final`. `data` is the hub's own object. */
  transcript: { id: string; speaker: 'user' | 'agent'; text: string; final: boolean; atMs: number; data: object };
  /**
   * The call is over and everything is released. Exactly once, and always the last event.
   *
   * `reason`: what `hangUp()` was given (`user_ended` by default, `cancelled` by an AbortSignal, `page_closed` by the page), the agent's reason, or the code of
   * `error`. `durationMs`: how long the call was connected. `error`: what ended it where `by` is `'error'`, the same that `start()` rejects with if
   * it waits still. A call that ended while it connected has `cancelled` here with `by` `'user'`, and `agent_ended` with `by` `'agent'`.
   */
  ended: { reason: string; by: 'user' | 'agent' | 'error'; durationMs: number; error?: VoisnapError };
  /** Trouble that the call survives; what ends it comes with `ended` only. */
  error: VoisnapError;
  /** {@link VoiceCall.signaling} changed. */
  signalingchange: { signaling: SignalingState; previous: SignalingState };
  /** {@link VoiceCall.muted} changed. */
  mutechange: { muted: boolean };
  /** The agent's audio track arrived. */
  track: { track: MediaStreamTrack; stream: MediaStream };
  /** The browser plays nothing before a gesture of the user's: call {@link VoiceCall.resumeAudio} in a click handler. */
  audioblocked: Record<string, never>;
  /** A hub event that has no typed form, or whose contents cannot be read for certain, with its arguments as they came. */
  hubevent: { name: string; args: unknown[] };
}

/**
 * One call with one agent. May be kept in a reactive store: it works through a `Proxy`, and Vue leaves it as it is.
 *
 * A failure of the set-up arrives twice: as the rejection of `start()`, and in `ended`. Handle one, and catch the other:
 * `call.start().catch(() => {})` where `ended` shows it.
 */
export class VoiceCall {
  /**
   * Whether this browser and page support a call: WebRTC, a microphone API, WebAssembly and a secure context.
   * `false` on a server.
   */
  static readonly isSupported: boolean;

  /**
   * Loads and compiles the WebAssembly ahead of time. Optional.
   * @throws {@link VoisnapError} `load_failed`; `network` where the browser is offline or the download takes longer than 30 s; `unsupported_browser` where there is no WebAssembly
   */
  static preload(): Promise<void>;

  /**
   * Checks the options and does nothing else: no request, no prompt.
   * @throws {@link VoisnapError} `invalid_options`, `api_key_in_browser`
   */
  constructor(options: VoiceCallOptions);

  /** Where the call stands. */
  readonly state: CallState;
  /** Where the hub connection stands. */
  readonly signaling: SignalingState;
  /** Whether the microphone is muted. */
  readonly muted: boolean;
  /** The session's id, once the session exists; kept after the end, for your records. */
  readonly sessionId?: string;
  /** The conversation's id, once the hub has sent it; kept after the end. */
  readonly conversationId?: string;
  /** The microphone's stream, for visualisers. Undefined while the microphone is off: before it opens, while hanging up, after the end. */
  readonly localStream?: MediaStream;
  /** The agent's stream, for visualisers. Undefined before it arrives and after the end. */
  readonly remoteStream?: MediaStream;

  /**
   * Does everything that needs no microphone (WebAssembly, session, hub), so that `start()` is quick. For when a call is likely. A failure leaves the call
   * as it was: it can be prepared again or started. A prepared call that is dropped ends by itself.
   * @throws {@link VoisnapError} as `start()`, for the session and the hub; `call_ended`
   */
  prepare(): Promise<void>;

  /**
   * Starts the call: asks for the microphone, and resolves when the agent can be heard. Called again it returns the same promise. Abort
   * `signal` or call {@link hangUp} to cancel: it then rejects with `cancelled`. The signal means nothing any more once the call is connected.
   * @throws {@link VoisnapError} what ended the set-up; `call_ended` after the end: a call object places one call; `invalid_options` for a `signal`
   *   that is no AbortSignal, and then nothing has started
   */
  start(options?: { signal?: AbortSignal | null | undefined }): Promise<CallInfo>;

  /**
   * Ends the call, in every state, and resolves when everything is released. Never rejects; calling it again is harmless.
   * @param reason what the hub and `ended` are given; `user_ended` by default, and for anything but a string (an Event of a handler)
   */
  hangUp(reason?: string): Promise<void>;

  /** Mutes the microphone. Valid before `start()` too. */
  mute(): void;
  /** Unmutes the microphone. */
  unmute(): void;

  /**
   * Sends digits, each once and in order; resolves when they are sent or, in the audio, played.
   * @param digits `0`-`9`, `*`, `#`
   * @throws {@link VoisnapError} `invalid_options` for other digits, and before the call is connected; `unsupported` where neither the hub nor the peer
   *   connection supports DTMF; `agent_error` where the hub refuses a digit; `hub_closed`, `hub_timeout` or `media_failed` where it is not known whether
   *   they were sent (the message says so), or the hub is lost; `call_ended`
   */
  sendDtmf(digits: string): Promise<void>;

  /**
   * Will change the microphone of a running call. Not in this version: rejects with `unsupported`.
   * @param source a `deviceId`, constraints, or a track of your own
   * @throws {@link VoisnapError} `unsupported`
   */
  setMicrophone(source: string | MediaTrackConstraints | MediaStreamTrack): Promise<void>;

  /**
   * Will change what plays the agent. Not in this version: rejects with `unsupported`.
   * @throws {@link VoisnapError} `unsupported`
   */
  setSpeaker(deviceId: string): Promise<void>;

  /**
   * Plays the agent after `audioblocked`. Call it in a gesture of the user's.
   * @throws {@link VoisnapError} `unsupported` where the browser still refuses; `invalid_options` before `start()`; `call_ended`
   */
  resumeAudio(): Promise<void>;

  /**
   * The peer connection's own statistics.
   * @throws {@link VoisnapError} `invalid_options` before there is a peer connection; `call_ended`
   */
  getStats(): Promise<RTCStatsReport>;

  /**
   * Calls `handler` for each event. What a handler throws goes to `reportError` and disturbs nothing. A handler may call every method of the call.
   * @returns a function that stops listening
   * @throws {@link VoisnapError} `invalid_options` for an event that does not exist
   */
  on<E extends keyof VoiceCallEvents>(event: E, handler: (detail: VoiceCallEvents[E]) => void): () => void;
  /** Like {@link on}, for one event only; a handler that {@link on} has already stays. */
  once<E extends keyof VoiceCallEvents>(event: E, handler: (detail: VoiceCallEvents[E]) => void): () => void;
  /** Stops listening. */
  off<E extends keyof VoiceCallEvents>(event: E, handler: (detail: VoiceCallEvents[E]) => void): void;
}

/**
 * The kind of trouble that a code belongs to: what to branch on to choose a text for the user.
 *
 * | category | a text for end users | codes |
 * |---|---|---|
 * | `permission` | "Please allow the microphone for this page." | `microphone_denied` `microphone_dismissed` `microphone_blocked` |
 * | `device` | "This microphone or browser cannot be used for the call." | `microphone_not_found` `microphone_in_use` `microphone_failed` `unsupported` `unsupported_browser` |
 * | `network` | "The connection failed. Please check your network and try again." | `network` `session_timeout` `hub_timeout` `media_timeout` `hub_unreachable` `media_failed` `connection_lost` |
 * | `auth` | "You could not be signed in to the call. Please sign in again." | `token_failed` `session_failed` `unauthorized` `forbidden` `session_expired` |
 * | `server` | "The service is not available at the moment. Please try again later." | `rate_limited` `server_error` `invalid_response` `hub_protocol` `hub_closed` `answer_invalid` |
 * | `agent` | "The agent cannot take the call. Please try again later." | `agent_not_found` `answer_timeout` `offer_rejected` `agent_error` `agent_ended` |
 * | `configuration` | "The call is not set up correctly." A mistake of the application: log it. | `invalid_options` `api_key_in_browser` `call_ended` `insecure_context` `load_failed` `invalid_request` |
 * | `cancelled` | nothing: the user or the application ended the call | `cancelled` |
 * | `internal` | "Something went wrong. Please try again." | `internal_error` |
 */
export type VoisnapErrorCategory = 'permission' | 'device' | 'network' | 'auth' | 'server' | 'agent' | 'configuration' | 'cancelled' | 'internal';

/**
 * Why something failed. Codes are never renamed; new ones may come.
 *
 * - `invalid_options`: an option or argument is not valid, or a method was called before its time. `api_key_in_browser`: an API key in place of a user's
 *   token. `call_ended`: the call has ended. `unsupported`: this browser does not support what was requested
 * - `unsupported_browser`: no WebRTC, no microphone API or no WebAssembly. `insecure_context`: the page is neither on https nor on localhost
 * - `load_failed`: the WebAssembly did not load; the hint names the cause (policy, missing file, wrong type, …)
 * - `microphone_denied`: by the user. `microphone_dismissed`: the prompt was closed. `microphone_blocked`: by a Permissions-Policy or the system.
 *   `microphone_not_found`: no device, or none that satisfies the constraints. `microphone_in_use`: busy or unreadable. `microphone_failed`: the rest
 * - `token_failed`: `accessToken` threw, or returned what is no token. `session_failed`: the same of `session`
 * - `unauthorized` (401), `forbidden` (403): the session request or the hub refused the token
 * - `agent_not_found` (404), `rate_limited` (429, `retryAfterMs`), `invalid_request` (any other 4xx), `server_error` (5xx), `invalid_response` (not what is
 *   documented): the response to the session request
 * - `session_expired`: the session expired before it was used
 * - `network`: a request failed before a response arrived: offline, DNS, TLS or CORS
 * - `session_timeout` `hub_timeout` `answer_timeout` `media_timeout`: a step exceeded its limit; the message names what was waited for
 * - `hub_unreachable`: the hub's socket did not open. `hub_protocol`: the hub sent what is not SignalR. `hub_closed`: it closed during set-up (`closeCode`)
 * - `offer_rejected`: the hub or the agent refused the offer, or its audio. `answer_invalid`: the browser refused the agent's answer
 * - `media_failed`: the audio connection failed and could not be restored
 * - `connection_lost`: hub and audio were both lost and did not come back in time
 * - `agent_error`: the hub's own `Error` event, which `data` contains. `agent_ended`: the agent ended the session before the call was connected; the reason is in
 *   the message, `data` is the hub's `SessionEnded`
 * - `cancelled`: `hangUp()` or the `AbortSignal` came before the call was connected
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

/** What a {@link VoisnapError} is made of. What is left out is what the code implies. */
export interface VoisnapErrorFields {
  code: VoisnapErrorCode;
  /** One sentence: what happened. */
  message?: string | undefined;
  /** Default: what the code implies. */
  recoverable?: boolean | undefined;
  /** Default: what the code implies. */
  hint?: string | undefined;
  status?: number | undefined;
  retryAfterMs?: number | undefined;
  traceId?: string | undefined;
  closeCode?: number | undefined;
  data?: unknown;
  cause?: unknown;
}

/**
 * Every error of this package. No message, hint or property contains a token, SDP or an address; `cause` is what the application or the browser threw, as it is.
 * As text, and in a console, it is `VoisnapError [rate_limited]: Too many requests.`
 */
export class VoisnapError extends Error {
  /** The constructor of the SDK's own errors, and of an application's test doubles: hint, category and `recoverable` come with the code. */
  constructor(fields: VoisnapErrorFields);
  readonly name: 'VoisnapError';
  /** What to branch on. */
  readonly code: VoisnapErrorCode;
  /** The kind of trouble, for a text to the user. */
  readonly category: VoisnapErrorCategory;
  /** Whether a new attempt can succeed without a change of the application or its configuration. */
  readonly recoverable: boolean;
  /** What to do about it, for developers. */
  readonly hint: string;
  /** The HTTP status, where a response caused the error. */
  readonly status?: number;
  /** How long the server asks to wait before a new attempt, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The server's name for the failed request, for Voisnap's support. */
  readonly traceId?: string;
  /** The code with which the hub's socket was closed (RFC 6455, 7.4), with `hub_closed`. */
  readonly closeCode?: number;
  /** What the server sent with it: problem details, the hub's `Error` or `SessionEnded` object. */
  readonly data?: unknown;
  /** What the application or the browser threw. */
  readonly cause?: unknown;
}
