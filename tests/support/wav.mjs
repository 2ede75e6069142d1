// What Chromium's microphone hears: a sound file made here, so that a test knows what must come back.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './paths.mjs';

const RATE = 48_000;

/**
 * Writes 48 kHz mono s16 of `segments` one after the other; `hertz: 0` is silence. The browser plays it in a loop.
 * @param {{hertz: number, ms: number}[]} segments
 * @returns {string} the file
 */
export function tones(name, segments) {
  const samples = segments.flatMap(({ hertz, ms }) =>
    Array.from({ length: RATE * ms / 1000 }, (_, at) => Math.round(10_000 * Math.sin(2 * Math.PI * hertz * at / RATE))));
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);              // length of this block
  file.writeUInt16LE(1, 20);               // PCM
  file.writeUInt16LE(1, 22);               // mono
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);        // bytes a second
  file.writeUInt16LE(2, 32);               // bytes a sample
  file.writeUInt16LE(16, 34);              // bits a sample
  file.write('data', 36);
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, at) => file.writeInt16LE(sample, 44 + at * 2));
  mkdirSync(cache, { recursive: true });
  const path = join(cache, `${name}.wav`);
  writeFileSync(path, file);
  return path;
}
