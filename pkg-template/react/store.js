// @ts-check
// What a component shows of its calls, one after the other. It knows nothing of React, and lives as long as its component.
import { VoiceCall as DefaultVoiceCall, VoisnapError } from '../index.js';

/** @import { CallInfo, VoiceCall as Call, VoiceCallEvents, VoiceCallOptions, VoisnapError as PublicError } from '../types/index.js' */
/** @import { UseVoiceCallOptions, VoiceCallSnapshot } from '../types/react.js' */

/** The handler of each event among the options. @satisfies {Partial<Record<keyof VoiceCallEvents, keyof UseVoiceCallOptions>>} */
const HANDLERS = {
  statechange: 'onStateChange',
  progress: 'onProgress',
  started: 'onStarted',
  transcript: 'onTranscript',
  ended: 'onEnded',
  error: 'onError',
  signalingchange: 'onSignalingChange',
  track: 'onTrack',
  audioblocked: 'onAudioBlocked',
  hubevent: 'onHubEvent',
};
/** The options that are the hook's own: a call does not know them. */
const OWN = ['muted', 'onMutedChange', 'VoiceCall', 'createCall', ...Object.values(HANDLERS)];

/** @type {VoiceCallSnapshot} */
export const INITIAL = {
  state: 'idle',
  signaling: 'idle',
  transcript: [],
  muted: false,
  microphone: { state: 'idle' },
  error: undefined,
  ended: undefined,
  sessionId: undefined,
  conversationId: undefined,
  audioBlocked: false,
  call: undefined,
};

/**
 * `lines` with `line` in it: in the place of an earlier text of its id, or at the end. All other lines stay the same objects.
 * @param {readonly VoiceCallEvents['transcript'][]} lines
 * @param {VoiceCallEvents['transcript']} line
 */
const withLine = (lines, line) =>
  lines.some(({ id }) => id === line.id) ? lines.map(known => (known.id === line.id ? line : known)) : [...lines, line];

const ignore = () => undefined;

/** @param {UseVoiceCallOptions} initialOptions */
export const createStore = initialOptions => {
  /** Those of the component's latest render. */
  let options = initialOptions;
  let snapshot = INITIAL;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** A call that was prepared and not started, and whom it is for. @type {{ call: Call, agent: string } | undefined} */
  let prepared;
  /** The call that was started, until it is hung up or ended. @type {Call | undefined} */
  let running;
  /** Its start(). @type {Promise<CallInfo | undefined> | undefined} */
  let starting;
  let isMounted = false;
  let isDisposed = false;

  /** @param {Partial<VoiceCallSnapshot>} changes */
  const set = changes => {
    snapshot = { ...snapshot, ...changes };
    for (const listener of listeners) listener();
  };

  /** What an event changes of the snapshot. @type {{ [E in keyof VoiceCallEvents]?: (detail: VoiceCallEvents[E], call: Call) => Partial<VoiceCallSnapshot> }} */
  const changes = {
    statechange: ({ state }) => ({ state, ...(state === 'connecting' && { microphone: { state: 'requesting' } }) }),
    signalingchange: ({ signaling }) => ({ signaling }),
    progress: ({ stage }, { sessionId }) => ({ sessionId, ...(stage === 'microphone' && { microphone: { state: 'live' } }) }),
    started: ({ sessionId, conversationId }) => ({ sessionId, conversationId }),
    transcript: line => ({ transcript: withLine(snapshot.transcript, line) }),
    error: error => ({ error }),
    audioblocked: () => ({ audioBlocked: true }),
    ended: ended => ({
      ended,
      error: ended.error?.code === 'cancelled' ? undefined : ended.error,
      audioBlocked: false,
      microphone: { state: 'stopped' },
    }),
  };

  /** Follows a call that is being started. One that was hung up may end after the next began, and then changes nothing. @param {Call} call */
  const follow = call => {
    for (const [event, handler] of Object.entries(HANDLERS)) {
      call.on(/** @type {any} */ (event), (/** @type {any} */ detail) => {
        if (event === 'ended' && call === running) running = starting = undefined;
        const change = /** @type {any} */ (changes)[event];
        if (change && call === snapshot.call) set(change(detail, call));
        /** @type {any} */ (options)[handler]?.(detail);
      });
    }
    call.on('mutechange', ({ muted }) => {
      if (call === snapshot.call && muted !== wish()) changeMuted(muted);
    });
  };

  /** Whether the microphone of this and of the next calls shall be muted. */
  const wish = () => options.muted ?? snapshot.muted;

  /** @param {boolean} muted */
  const changeMuted = muted => {
    if (options.muted === undefined) applyMuted(muted);
    options.onMutedChange?.(muted);
  };

  /** @param {boolean} muted */
  const applyMuted = muted => {
    if (snapshot.muted !== muted) set({ muted });
    if (running && running.muted !== muted) muted ? running.mute() : running.unmute();
  };

  /** A component that shows another agent than when it was prepared does not call the one before. */
  const agent = () => `${options.agentId} ${/** @type {any} */ (options.session)?.sessionId} ${options.baseUrl}`;

  /** The prepared call, or a new one. @throws what the constructor throws */
  const take = () => {
    const { call, agent: preparedFor } = prepared ?? {};
    prepared = undefined;
    if (call && preparedFor === agent() && call.state === 'idle') return call;
    call?.hangUp();
    const { VoiceCall = /** @type {any} */ (DefaultVoiceCall), createCall = given => new VoiceCall(given) } = options;
    return createCall(/** @type {VoiceCallOptions} */ (Object.fromEntries(Object.entries(options).filter(([name]) => !OWN.includes(name)))));
  };

  const begin = () => {
    const { muted } = snapshot;
    let call;
    try {
      call = take();
    } catch (thrown) {
      set({ ...INITIAL, muted, error: /** @type {PublicError} */ (thrown) });
      return Promise.resolve(undefined);
    }
    running = call;
    set({ ...INITIAL, muted, signaling: call.signaling, sessionId: call.sessionId, call });
    // No change by the user: an application's own track that is disabled is a muted one.
    applyMuted(options.muted ?? (muted || call.muted));
    follow(call);
    /** @type {(info?: CallInfo) => void} */
    let settle = ignore;
    const promise = new Promise(resolve => (settle = resolve));
    starting = promise; // before any handler runs, which may call start() again
    call.start().then(settle, () => settle()); // `ended` has the error
    return promise;
  };

  /** Ends what runs and what is prepared: start() makes a new call from now on. @param {any} [reason] */
  const hangUp = async reason => {
    prepared?.call.hangUp();
    const call = running;
    prepared = running = starting = undefined;
    await call?.hangUp(reason);
  };

  return {
    getSnapshot: () => snapshot,
    /** @param {() => void} listener */
    subscribe: listener => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    /** @param {UseVoiceCallOptions} latest */
    setOptions: latest => {
      options = latest;
    },
    applyMuted,
    /** The component is there. What it returns ends the call, unless StrictMode or Fast Refresh put the component back at once. */
    mount: () => {
      isMounted = true;
      isDisposed = false;
      return () => {
        isMounted = false;
        Promise.resolve().then(() => {
          if (isMounted) return;
          isDisposed = true; // a late start() opens no microphone for a component that is gone
          hangUp('unmounted');
        });
      };
    },
    /** What a component does with its call, in functions that stay the same. */
    actions: {
      start: () => starting ?? (isDisposed ? Promise.resolve(undefined) : begin()),
      prepare: async () => {
        if (running || isDisposed) return;
        try {
          const call = take();
          prepared = { call, agent: agent() };
          await call.prepare();
        } catch {
          // start() tries again, and reports.
        }
      },
      preload: async () => {
        // The class of what createCall() makes is unknown: it may need nothing of the default entry.
        const { createCall, VoiceCall = createCall ? undefined : DefaultVoiceCall } = options;
        await VoiceCall?.preload().catch(ignore); // the same
      },
      hangUp,
      mute: () => changeMuted(true),
      unmute: () => changeMuted(false),
      toggleMute: () => changeMuted(!wish()),
      /** @param {string} digits */
      sendDtmf: async digits => {
        if (!snapshot.call) throw new VoisnapError({ code: 'invalid_options', message: 'sendDtmf() needs a call.', hint: 'Start a call first.' });
        await snapshot.call.sendDtmf(digits);
      },
      resumeAudio: async () => {
        const { call } = snapshot;
        try {
          await call?.resumeAudio();
          if (call && call === snapshot.call) set({ audioBlocked: false });
        } catch {
          // `audioBlocked` stays.
        }
      },
    },
  };
};
