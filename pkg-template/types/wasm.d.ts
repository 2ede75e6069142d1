// What the facade knows of the wasm half: the class of src/js/, and how it is loaded.
import type { CallInfo, CallState, SignalingState, VoiceCallOptions } from './index.js';
import type { toWasmOptions } from '../options.js';

/** The exported class of `src/js/mod.rs`. Every promise settles, also after the end. */
export interface WasmCall {
  readonly state: CallState;
  readonly signaling: SignalingState;
  readonly muted: boolean;
  readonly sessionId: string | undefined;
  readonly conversationId: string | undefined;
  readonly localStream: MediaStream | undefined;
  readonly remoteStream: MediaStream | undefined;
  prepare(): Promise<void>;
  /** `elapsedMs` since the application called start(): loading comes before. */
  start(elapsedMs: number): Promise<CallInfo>;
  hangUp(reason: string): Promise<void>;
  sendDtmf(digits: string): Promise<void>;
  resumeAudio(): Promise<void>;
  getStats(): Promise<RTCStatsReport>;
  setMuted(muted: boolean): void;
  free(): void;
}

/** A microphone is its `MediaStream`, or the promise of one while the browser asks its user. */
export type ResourceKind = 'microphone' | 'peer' | 'socket';

/** Receives what the wasm half emits. Errors arrive as the fields of a `VoisnapError`. */
export interface WasmObserver {
  emit(name: string, detail: unknown): void;
  transcript(id: string, byUser: boolean, text: string, final: boolean, atMs: number, data: unknown): void;
  hubEvent(name: string, args: unknown): void;
  /** Something that must be released should the instance crash. */
  addResource(kind: ResourceKind, resource: object): void;
  removeResource(resource: object): void;
}

/**
 * One WebAssembly instance with its own copy of wasm-bindgen's glue (`load/instance.js`).
 *
 * A call that awaited `load()` must look at `crashed` in the same microtask in which it uses `Call`: another call can trap
 * between the two. Where it is true, load again.
 */
export interface Instance {
  Call: new (options: ReturnType<typeof toWasmOptions>, observer: WasmObserver) => WasmCall;
  /** Whether its code has trapped: nothing of it may be used any more. */
  crashed: boolean;
  /** Calls `listener` once, synchronously, when its code traps; returns the function that unsubscribes. */
  onCrash(listener: (cause: unknown) => void): () => void;
}

/**
 * Gives the page's instance, loaded on the first request and replaced after a crash; rejects with `load_failed`, `network` or
 * `unsupported_browser`.
 * The scripted calls of `./testing` have one instance each, which knows its application's `options`.
 */
export type Load = (options?: VoiceCallOptions) => Promise<Instance>;
