// How loud the two voices are: one AudioContext and one AnalyserNode a voice, for as long as a call lasts.

/** The window measured at once: 1024 samples, some 20 ms. */
const WINDOW = 1024;
/** RMS levels in dB full scale that count as silence and as full. */
const SILENT_DB = -58;
const FULL_DB = -14;

export class Meter {
  #context = new AudioContext();
  #samples = new Float32Array(WINDOW);
  #taps = new Map();

  /** Listens to `stream` as the voice `who`; a stream given again, or one without sound, changes nothing. */
  listen(who, stream) {
    if (!stream?.getAudioTracks().length || this.#taps.get(who)?.stream === stream) return;
    this.#taps.get(who)?.source.disconnect();
    const source = this.#context.createMediaStreamSource(stream);
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = WINDOW;
    source.connect(analyser);
    this.#taps.set(who, { stream, source, analyser });
  }

  /** The loudness of a voice just now, 0 (silent) to 1 (full). */
  level(who) {
    const tap = this.#taps.get(who);
    if (!tap) return 0;
    tap.analyser.getFloatTimeDomainData(this.#samples);
    let power = 0;
    for (const sample of this.#samples) power += sample * sample;
    const db = 10 * Math.log10(power / WINDOW + 1e-12);
    return Math.min(1, Math.max(0, (db - SILENT_DB) / (FULL_DB - SILENT_DB)));
  }

  /** A browser may start the context suspended; called in a user's gesture. */
  resume() {
    return this.#context.resume();
  }

  close() {
    for (const { source } of this.#taps.values()) source.disconnect();
    this.#taps.clear();
    return this.#context.close();
  }
}
