// @ts-check

/** RMS levels in dB full scale that count as silence and as full. */
const SILENT_DB = -55;
const FULL_DB = -16;

/** How loud the two voices are, for as long as a call lasts: one AudioContext, and a frame of the screen at a time. */
export class Levels {
  constructor() {
    /** @type {AudioContext | undefined} */
    this.context = undefined;
    this.frame = 0;
  }

  /**
   * Does nothing where motion is not wanted, and ends where a browser cannot measure (no audio hardware for it, or a microphone of another sample rate).
   * @param {() => Record<string, MediaStream | undefined>} streams by voice
   * @param {(voice: string, level: number) => void} onLevel 0 (silent) to 1 (full), smoothed, for each frame
   */
  start(streams, onLevel) {
    if (this.context || !('AudioContext' in globalThis) || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    /** @type {Record<string, { stream: MediaStream, source: AudioNode, analyser: AnalyserNode, level: number }>} */
    const taps = {};
    const samples = new Float32Array(512);
    const measure = () => {
      const context = (this.context ??= new AudioContext());
      for (const [voice, stream] of Object.entries(streams())) {
        // A scripted call of a test has streams of its own kind.
        if (!(stream instanceof MediaStream) || !stream.getAudioTracks().length) continue;
        if (taps[voice]?.stream !== stream) {
          taps[voice]?.source.disconnect();
          const analyser = new AnalyserNode(context, { fftSize: samples.length });
          const source = context.createMediaStreamSource(stream);
          source.connect(analyser);
          taps[voice] = { stream, source, analyser, level: 0 };
        }
        const tap = taps[voice];
        tap.analyser.getFloatTimeDomainData(samples);
        const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
        const level = Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) - SILENT_DB) / (FULL_DB - SILENT_DB)));
        // Quick to rise, slower to fall.
        tap.level = Math.max(level, tap.level * 0.85);
        onLevel(voice, tap.level);
      }
    };
    const frame = () => {
      try {
        measure();
        this.frame = requestAnimationFrame(frame);
      } catch {
        this.stop();
      }
    };
    frame();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.context?.close();
    this.context = undefined;
  }
}
