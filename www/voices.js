// The line between the two voices: each starts at its own end and runs towards the call button in the middle.
// With reduced motion the same place holds two calm meters instead.
const canvas = document.getElementById('voices');
const pen = canvas.getContext('2d');
const ends = { user: document.getElementById('voice-user'), agent: document.getElementById('voice-agent') };
const button = document.getElementById('call-button');
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Width of a bar and distance from one to the next, CSS px. */
const BAR = 3;
const PITCH = 7;
/** A voice moves on by one bar in this time; with reduced motion the meters are read this often (ms). */
const STEP_MS = 48;
const CALM_STEP_MS = 250;
/** Louder than this counts as speaking, until it was quieter for HOLD_MS. */
const SPEAKING = 0.1;
const HOLD_MS = 450;

let size = { width: 0, height: 0, reach: 0, bars: 0 };
let colours = {};
let running;

export function repaintVoices() {
  for (const [who, end] of Object.entries(ends)) colours[who] = getComputedStyle(end).getPropertyValue('color');
  colours.rest = getComputedStyle(canvas).color;
  paint();
}

new ResizeObserver(() => {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  const reach = Math.max(0, (width - button.offsetWidth) / 2 - 22);
  size = { width, height, reach, bars: Math.floor(reach / PITCH) };
  repaintVoices();
}).observe(canvas);

/** Draws from now on; `levels(who)` is asked for each step, `onSpeaking({ user, agent })` told of each change. */
export function startVoices(levels, onSpeaking) {
  stopVoices();
  running = {
    levels, onSpeaking, frame: 0, stepAt: 0, offset: 0,
    voices: Object.fromEntries(Object.keys(ends).map((who) => [who, { history: [], level: 0, heardAt: -Infinity, speaking: false }])),
  };
  running.frame = requestAnimationFrame(tick);
}

/** Stops drawing and lets the line rest. */
export function stopVoices() {
  if (!running) return;
  cancelAnimationFrame(running.frame);
  for (const who of Object.keys(ends)) speaks(who, running.voices[who], false);
  running = undefined;
  button.style.removeProperty('--level');
  paint();
}

function tick(now) {
  const stepMs = calm.matches ? CALM_STEP_MS : STEP_MS;
  if (now - running.stepAt >= stepMs) {
    // After a pause (another tab in front) the voices go on from here; what was missed is not made up for.
    running.stepAt = now - running.stepAt > 4 * stepMs ? now : running.stepAt + stepMs;
    for (const who of Object.keys(ends)) step(who, now);
  }
  running.offset = calm.matches ? 0 : Math.min(1, (now - running.stepAt) / stepMs);
  paint(now);
  running.frame = requestAnimationFrame(tick);
}

function step(who, now) {
  const voice = running.voices[who];
  // Squared: loudness in dB crowds at the top, and it is the difference between syllables that one wants to see.
  const heard = running.levels(who) ** 2;
  // Quick to rise, slower to fall: the eye reads single syllables, not single samples.
  voice.level = heard > voice.level ? heard : voice.level * 0.6 + heard * 0.4;
  voice.history.unshift(voice.level);
  voice.history.length = Math.min(voice.history.length, size.bars + 1);
  if (heard > SPEAKING) voice.heardAt = now;
  speaks(who, voice, now - voice.heardAt < HOLD_MS);
  if (who === 'agent') button.style.setProperty('--level', voice.level.toFixed(2));
}

function speaks(who, voice, yes) {
  if (voice.speaking === yes) return;
  voice.speaking = yes;
  ends[who].dataset.speaking = String(yes);
  const { user, agent } = running.voices;
  running.onSpeaking({ user: user.speaking, agent: agent.speaking });
}

function paint(now = 0) {
  pen.clearRect(0, 0, size.width, size.height);
  for (const who of Object.keys(ends)) paintVoice(who, now);
  pen.globalAlpha = 1;
}

function paintVoice(who, now) {
  const voice = running?.voices[who];
  const silent = !voice || voice.history.every((level) => level < 0.02);
  for (let i = 0; i < size.bars; i++) {
    const along = i / size.bars;
    const level = calm.matches ? 0 : voice?.history[i] ?? 0;
    const lit = calm.matches ? voice && along < voice.level : level > 0.02;
    const from = i * PITCH + (silent ? 0 : (running?.offset ?? 0) * PITCH) + BAR;
    const x = who === 'user' ? from : size.width - from - BAR;
    const height = calm.matches && lit ? 14 : Math.max(BAR, level * (1 - 0.35 * along) * (size.height - 8));
    pen.fillStyle = lit ? colours[who] : colours.rest;
    pen.globalAlpha = lit ? 1 - 0.8 * along ** 1.5 : glimmer(along, now);
    pen.beginPath();
    pen.roundRect(x, (size.height - height) / 2, BAR, height, BAR / 2);
    pen.fill();
  }
}

/** The resting dots; while a call connects, a light runs along them from both ends to the button. */
function glimmer(along, now) {
  const connecting = running && !calm.matches && document.body.dataset.state === 'connecting';
  if (!connecting) return 0.55;
  const distance = ((now / 1100) % 1.3) - along;
  return 0.35 + 0.65 * Math.exp(-(distance * distance) / 0.012);
}
