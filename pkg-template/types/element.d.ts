/**
 * `<voisnap-call>`: a voice call with a Voisnap agent as one element, for pages with or without a framework.
 *
 * ```html
 * <script type="module">import '@voisnap/webrtc/element';</script>
 * <voisnap-call agent-id="agt_01HXK8Z3MNPQRS" token-url="/voice-token"></voisnap-call>
 * ```
 *
 * Importing this module defines the element where there is a document. On a server it defines nothing and touches nothing.
 *
 * @packageDocumentation
 */
import type { CallInfo, CallState, VoiceCall, VoiceCallEvents, VoiceCallOptions, VoisnapSession } from './index.js';

/** How the element looks: a card in the page (default), a button whose panel opens beside it, or a launcher in the page's corner. */
export type VoisnapCallVariant = 'card' | 'button' | 'floating';

/** Every text that is shown or announced. `{time}` in `retryIn` is the time that is left, as in 0:12. */
export interface VoisnapCallTexts {
  /** The element's name, unless the attribute `heading` gives one. */
  heading: string;
  start: string;
  startAgain: string;
  /** Agrees to the consent text and starts. */
  agree: string;
  retry: string;
  retryIn: string;
  cancel: string;
  hangUp: string;
  mute: string;
  unmute: string;
  keypad: string;
  devices: string;
  microphone: string;
  speaker: string;
  systemDefault: string;
  fromNextCall: string;
  transcript: string;
  /** Who speaks, for screen readers. */
  user: string;
  agent: string;
  close: string;
  details: string;
  star: string;
  hash: string;
  idle: string;
  connecting: string;
  allowMicrophone: string;
  connected: string;
  muted: string;
  reconnecting: string;
  ended: string;
  /** A call that was never connected. */
  failed: string;
  signalingLost: string;
  mediaLost: string;
  audioBlocked: string;
  playAudio: string;
  /** Trouble of a call that goes on. */
  troubleError: string;
  /** What the user is shown of an error that ended the call, by its category; `busyError` for `rate_limited`, `browserError` for `unsupported_browser`. */
  permissionError: string;
  deviceError: string;
  browserError: string;
  networkError: string;
  authError: string;
  serverError: string;
  busyError: string;
  agentError: string;
  configurationError: string;
  internalError: string;
}

/** The events of the element: those of its calls with the same details, and `consent`. None of them bubbles. */
export type VoisnapCallEventMap = {
  [E in keyof VoiceCallEvents]: CustomEvent<VoiceCallEvents[E]>;
} & {
  /** The user agreed to the consent text. */
  consent: CustomEvent<Record<string, never>>;
};

/**
 * The class of `<voisnap-call>`.
 *
 * **Attributes**: `agent-id`, `base-url`, `token-url`, `variant`, `heading`, `muted`, `open`, HTML's `lang` and `dir`, of which the nearest counts, and
 * `nonce`, for the `<style>` where constructed style sheets are missing.
 *
 * **Slots**: `avatar` (an image of the agent; the level ring is drawn around it) and `consent` (a text that is agreed to before the first call).
 * Other content is shown only where the element is not defined.
 *
 * **Parts** for `::part()`: `panel`, `header`, `avatar`, `heading`, `status`, `duration`, `banner`, `play-audio-button`, `transcript`, `line`, `user-line`,
 * `agent-line`, `keypad`, `keypad-key`, `keypad-digits`, `devices`, `select`, `error`, `details`, `dismiss-button`, `consent`, `controls`, `control` (each
 * round button), `start-button`, `hang-up-button`, `mute-button`, `keypad-button`, `devices-button`; of the button `bar` and `toggle-button`; of the floating
 * variant `launcher`, `launcher-duration` and `close-button`.
 *
 * **Custom properties**: `--voisnap-accent`, `--voisnap-on-accent` (text on it), `--voisnap-user` (the user's own level), `--voisnap-surface`,
 * `--voisnap-text`, `--voisnap-soft-text`, `--voisnap-border`, `--voisnap-danger`, `--voisnap-radius`, `--voisnap-font`, `--voisnap-shadow`, `--voisnap-width`,
 * `--voisnap-transcript-height`, `--voisnap-offset` and `--voisnap-z-index` (`floating`). Light and dark follow the page's `color-scheme`. Nothing else of the
 * page's text is inherited: sizes are in the reader's own font size, not in the page's `rem`.
 *
 * Removing the element from the document ends its call, with the reason `element_removed`; moving it does not. A clone has the attributes only.
 */
export interface VoisnapCallElement extends HTMLElement {
  /** The agent to talk with, `agt_…`. Attribute `agent-id`. */
  agentId: string | null;
  /** The address of Voisnap's API. Attribute `base-url`. */
  baseUrl: string | null;
  /**
   * Where the page's own backend gives an access token. Attribute `token-url`. It is requested with GET and the page's cookies whenever a token is needed,
   * and responds with the JWT as text, or with JSON: the string, or an object with `accessToken` or `token`. On another origin it must allow this page's
   * origin and credentials by CORS. When it fails, the call fails with `token_failed`, whose `cause` has the HTTP `status`.
   */
  tokenUrl: string | null;
  /** Attribute `variant`; anything else is a `card`. */
  variant: VoisnapCallVariant;
  /** The element's name, shown to the user. Attribute `heading`. */
  heading: string | null;
  /** Whether the microphone is muted: a wish that outlives calls. Attribute `muted`. `mutechange` is emitted when it changes, in a call or not. */
  muted: boolean;
  /** Whether the panel of `button` and `floating` is open. Attribute `open`. */
  open: boolean;

  /** A JWT, or a function that returns one. Wins over `tokenUrl`. */
  accessToken: VoiceCallOptions['accessToken'] | undefined;
  /** A session of your backend's, or a function that returns one. Wins over `agentId`. */
  session: VoisnapSession | (() => VoisnapSession | Promise<VoisnapSession>) | undefined;
  /** What the agent shall know. */
  metadata: Record<string, unknown> | undefined;
  /** Any other option of the calls. Read when a call is made. With `output` of its own the element offers no choice of the speaker. */
  options: Omit<VoiceCallOptions, 'accessToken' | 'agentId' | 'session' | 'metadata'> | undefined;
  /** Texts of this element, over those of its language. */
  texts: Partial<VoisnapCallTexts> | undefined;
  /**
   * Makes the calls, for `@voisnap/webrtc/slim` and `@voisnap/webrtc/testing`. Default: `options => new VoiceCall(options)`. Where it is set, nothing is
   * loaded ahead. Where it throws, or returns no call, `start()` fails with `invalid_options`, whose `cause` has what it threw.
   */
  createCall: ((options: VoiceCallOptions) => VoiceCall) | undefined;
  /** Whether the consent text is agreed to. Lasts for the element's life; set it where the agreement was given before. */
  consented: boolean;

  /** The call that runs, or the last one; null before the first, and after the element was removed. */
  readonly call: VoiceCall | null;
  /** Where that call stands; `idle` where there is none. */
  readonly state: CallState;

  /**
   * Starts a call. Called while one runs it returns the same promise. The failure is shown to the user; it also comes with `ended`.
   * @throws {@link VoisnapError} as `VoiceCall.start()`, and what its constructor throws; `invalid_options` while the consent text is not agreed to, and while the element is
   * in no document
   */
  start(): Promise<CallInfo>;
  /** Ends the call. Never rejects. */
  hangUp(reason?: string): Promise<void>;
  /** Does what needs no microphone, for when a call is likely; see `VoiceCall.prepare()`. */
  prepare(): Promise<void>;
  mute(): void;
  unmute(): void;
  /** @throws {@link VoisnapError} as `VoiceCall.sendDtmf()` */
  sendDtmf(digits: string): Promise<void>;
  /** Opens the panel of `button` and `floating`, and moves the focus into it. */
  show(): void;
  /** Closes the panel. A call goes on. */
  close(): void;

  addEventListener<E extends keyof VoisnapCallEventMap>(
    type: E,
    listener: (this: VoisnapCallElement, event: VoisnapCallEventMap[E]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<E extends Exclude<keyof HTMLElementEventMap, keyof VoisnapCallEventMap>>(
    type: E,
    listener: (this: VoisnapCallElement, event: HTMLElementEventMap[E]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<E extends keyof VoisnapCallEventMap>(
    type: E,
    listener: (this: VoisnapCallElement, event: VoisnapCallEventMap[E]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<E extends Exclude<keyof HTMLElementEventMap, keyof VoisnapCallEventMap>>(
    type: E,
    listener: (this: VoisnapCallElement, event: HTMLElementEventMap[E]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
}

export const VoisnapCallElement: {
  new (): VoisnapCallElement;
  readonly prototype: VoisnapCallElement;
  /**
   * Texts by language tag, for every element: `VoisnapCallElement.languages.de = { start: 'Anrufen', … }`. `de-AT` falls back to `de`, and what is
   * missing to English. Elements that are there already show a language as it is assigned.
   */
  readonly languages: Record<string, Partial<VoisnapCallTexts>>;
};

declare global {
  interface HTMLElementTagNameMap {
    'voisnap-call': VoisnapCallElement;
  }
}

/** The element's attributes and properties as a framework's templates set them, and its events as `onended`, `ontranscript`, … */
export type VoisnapCallProps = {
  'agent-id'?: string | undefined;
  'base-url'?: string | undefined;
  'token-url'?: string | undefined;
} & {
  [Name in
    | 'agentId' | 'baseUrl' | 'tokenUrl' | 'variant' | 'heading' | 'muted' | 'open'
    | 'accessToken' | 'session' | 'metadata' | 'options' | 'texts' | 'createCall' | 'consented']?: VoisnapCallElement[Name] | undefined;
} & {
  [Name in keyof VoisnapCallEventMap as `on${Name}`]?: ((event: VoisnapCallEventMap[Name]) => void) | undefined;
};

// `<voisnap-call>` in React's JSX and in Svelte's templates. `@ts-ignore`: TypeScript reports a framework that is not installed.
// @ts-ignore
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      // @ts-ignore
      'voisnap-call': DetailedHTMLProps<HTMLAttributes<VoisnapCallElement>, VoisnapCallElement> & VoisnapCallProps;
    }
  }
}

// @ts-ignore
declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    // @ts-ignore
    'voisnap-call': HTMLAttributes<VoisnapCallElement> & VoisnapCallProps;
  }
}
