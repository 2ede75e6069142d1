/**
 * Scripted calls for an application's own tests: no browser, no WebAssembly, no network, no timers.
 *
 * ```js
 * import { scriptVoisnap } from '@voisnap/webrtc/testing';
 *
 * const voisnap = scriptVoisnap();
 * beforeEach(() => void voisnap.install()); // from here on every `new VoiceCall()` of '@voisnap/webrtc' is a scripted one
 * afterEach(() => voisnap.uninstall());
 *
 * test('shows what the agent says', async () => {
 *   render(App);
 *   click('Call');
 *   const call = await voisnap.nextCall(); // connected
 *   call.transcript({ speaker: 'agent', text: 'Hello.' });
 *   expect(screen).toContain('Hello.');
 *   call.end('completed');
 * });
 * ```
 *
 * The object that the application holds is the package's own `VoiceCall`: it checks the options, orders the events and settles the
 * promises as on a page. Only what is behind it (WebAssembly, microphone, network) is played by the test. Whatever the test
 * scripts happens at once: handlers have run when the method returns, and promises are settled in the microtasks after it.
 *
 * A method of {@link ScriptedCall} that a call cannot do at that moment (a transcript after the end) throws a `VoisnapError` with
 * `invalid_options` that says what comes first.
 *
 * @packageDocumentation
 */
import type { CallState, SignalingState, Stage, VoiceCall, VoiceCallOptions, VoisnapError, VoisnapErrorCode, VoisnapErrorFields } from './index.js';

export interface ScriptOptions {
  /**
   * Whether a call connects by itself as soon as it is started and its `accessToken` function has given a token. Default `true`, and
   * `false` where there is a `script`.
   */
  autoConnect?: boolean | undefined;
  /**
   * Plays each call that the application starts: `async call => { call.connect(); call.transcript({ … }); call.end(); }`. What it throws is an
   * unhandled rejection, which fails the test, unless the call is over by then.
   */
  script?: ((call: ScriptedCall) => void | Promise<void>) | undefined;
  /**
   * Whether the application's `accessToken` and `session` functions are called, as on a page: what they throw ends the call with
   * `token_failed` or `session_failed`. Default `true`.
   */
  requestToken?: boolean | undefined;
  /** The class that is scripted. Default: that of `@voisnap/webrtc`; for an application that uses `./slim` or `./inline`, that entry's. */
  VoiceCall?: typeof VoiceCall | undefined;
}

/** What {@link scriptVoisnap} makes. */
export interface ScriptedVoisnap {
  /** A subclass of the real class whose calls are scripted. For applications that take the class, or a `createCall` function. */
  readonly VoiceCall: typeof VoiceCall;
  /** The calls that were started or prepared, oldest first. */
  readonly calls: readonly ScriptedCall[];
  /**
   * The next call that was not given out before, also one that began already. It resolves once the call is started and, with
   * `autoConnect`, connected or ended; without `autoConnect` and `script` already once it is prepared.
   */
  nextCall(): Promise<ScriptedCall>;
  /**
   * Makes the real class place scripted calls, with no module mock: whoever imports it in this process gets them. Calls that were made
   * before stay what they are. `isSupported` is true meanwhile, and `preload()` does nothing.
   * @returns {@link uninstall}
   * @throws `VoisnapError` `invalid_options` where it is installed
   */
  install(): () => void;
  /** Takes {@link install} back, and does what {@link reset} does. Harmless where nothing is installed. */
  uninstall(): void;
  /** Drops all calls, and every `nextCall()` that waits. Calls that run are left as they are. */
  reset(): void;
}

/** What {@link ScriptedCall.connect} may be given. */
export interface ConnectInfo {
  /** Default `wrtc_scripted_1`, counted up; the session's own where the application gave one. */
  sessionId?: string | undefined;
  /** Default `conv_scripted_1`, counted up. */
  conversationId?: string | undefined;
  /** More fields of the hub's object in `started`. */
  data?: object | undefined;
}

/** Something that is said. */
export interface ScriptedLine {
  speaker: 'user' | 'agent';
  text: string;
  /** Whether the line is complete. Default `true`. */
  final?: boolean | undefined;
  /** Default: the id of the speaker's line that is not final yet, or a new one (`line-1`, …). */
  id?: string | undefined;
  /** The hub's own object. Default: the fields above in the hub's form. */
  data?: object | undefined;
}

/** The methods that {@link ScriptedCall.rejectNext} can let fail. */
export type RejectableMethod = 'prepare' | 'sendDtmf' | 'resumeAudio' | 'getStats';

/** One call, from the other side: what the network, the hub and the agent do, and what the application did. */
export interface ScriptedCall {
  /** What the application gave to `new VoiceCall()`. */
  readonly options: VoiceCallOptions;
  /** Where the call stands. */
  readonly state: CallState;
  /** Where the hub connection stands. */
  readonly signaling: SignalingState;
  /** Whether the application muted the microphone. */
  readonly muted: boolean;
  /** The digits that the application sent, in order. */
  readonly digits: string;
  /** The reason that the application gave to `hangUp()`; undefined while it has not hung up. */
  readonly hungUpWith: string | undefined;
  /** Whether {@link blockAudio} was called, and `resumeAudio()` not yet. */
  readonly isAudioBlocked: boolean;
  /** Whether the call can still do something: neither ended nor hung up. */
  readonly isLive: boolean;
  /** What `getStats()` resolves with. Default: an empty report. */
  stats: RTCStatsReport;

  /**
   * Completes the set-up: every stage that is left, `track`, `statechange` to `connected`, the resolution of `start()`, `started`, and the agent's
   * first sound.
   */
  connect(info?: ConnectInfo): void;
  /**
   * Goes on with the set-up until `stage` is complete, all stages before it included. For a call that is only prepared: `session` or `hub`.
   * @param ms the time since `start()` that `progress` reports; the scripted clock moves there
   */
  progress(stage: Stage, ms?: number): void;
  /** Lets time pass on the call's scripted clock, which all of its published times come from. It stands still otherwise. */
  elapse(ms: number): void;

  /** Something is said, by the agent or by the user. */
  transcript(line: ScriptedLine): void;
  /** The hub sends an event that has no typed form. */
  hubEvent(name: string, ...args: unknown[]): void;
  /** The agent ends the call. Before it is connected, `start()` rejects with `agent_ended`. Default reason `agent_ended`. */
  end(reason?: string): void;
  /**
   * Something ends the call: `start()` rejects with it during the set-up, and `ended` has it. Of a call that is only prepared, `prepare()` rejects,
   * and the call stays as it was.
   */
  fail(error: VoisnapErrorCode | VoisnapErrorFields | VoisnapError): void;
  /** Trouble that the call survives: the event `error`. `recoverable` unless the fields say otherwise. */
  trouble(error: VoisnapErrorCode | VoisnapErrorFields | VoisnapError): void;

  /**
   * The hub connection is lost: `signaling` is `reconnecting`. `forGood` (the default for calls with `reconnect: false`): it is `lost`, with the
   * event `error`, and the call goes on.
   */
  loseHub(options?: { forGood?: boolean | undefined }): void;
  /** The hub connection is back; digits that waited for it are sent. */
  restoreHub(): void;
  /** The audio is lost: the call's state is `reconnecting`. What ends such a call is `fail('media_failed')` or `fail('connection_lost')`. */
  loseMedia(): void;
  /** The audio is back. */
  restoreMedia(): void;
  /** The browser plays nothing before a gesture: the event `audioblocked`. */
  blockAudio(): void;
  /** The application's next call of `method` rejects, once. */
  rejectNext(method: RejectableMethod, error: VoisnapErrorCode | VoisnapErrorFields | VoisnapError): void;
}

/** Makes scripted calls; see the head of this module. */
export function scriptVoisnap(options?: ScriptOptions): ScriptedVoisnap;

/**
 * The exports of `@voisnap/webrtc` with scripted calls, for a module mock:
 *
 * - Vitest: `const voisnap = await vi.hoisted(async () => (await import('@voisnap/webrtc/testing')).scriptVoisnap())`, then
 *   `vi.mock('@voisnap/webrtc', async () => (await import('@voisnap/webrtc/testing')).mockModule(voisnap))`
 * - Jest with ES modules: `jest.unstable_mockModule('@voisnap/webrtc', () => mockModule(voisnap))` before the application is imported
 *
 * {@link ScriptedVoisnap.install} needs no mock, and works in every test runner: also where Jest transforms modules to CommonJS
 * (`transformIgnorePatterns: ['node_modules/(?!@voisnap/)']`), whose `jest.mock()` would replace the module for this one too.
 */
export function mockModule(voisnap: ScriptedVoisnap): { VoiceCall: typeof VoiceCall; VoisnapError: typeof VoisnapError };
