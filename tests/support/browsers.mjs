// Chromium and Firefox, started with what a call needs on a machine without a sound card (../shared/docs/browsers.md).
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, firefox } from 'playwright-core';

/** The first of `names` on PATH; `override` (an environment variable) wins. */
function found(override, names) {
  if (process.env[override]) return process.env[override];
  for (const name of names) for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try { accessSync(file, constants.X_OK); return file; } catch { /* not here */ }
  }
  throw new Error(`none of ${names.join(', ')} is on PATH; install one or set ${override}`);
}

/**
 * What Chromium's tests do without. The first two are renderers of its address bar, a pair for each window, which nobody types
 * in: a page costs half the processor's time without them. The rest is Playwright's own list, whose place this one takes.
 */
const DISABLED_FEATURES = [
  'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup',
  'AimEnabled', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'BlockOriginHeaderModificationOnRedirect', 'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider', 'GlobalMediaControls', 'HttpsUpgrades', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying',
  'OptimizationHints', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'Translate',
];

/**
 * @param {{wav?: string, permission?: 'granted'|'denied'|'prompt', microphone?: boolean, loopback?: boolean, args?: string[], prefs?: object}} options
 *   `wav`: 48 kHz mono s16, what the microphone hears, in a loop (Chromium only: Firefox has a tone of its own).
 *   `loopback`: Chromium offers 127.0.0.1 too, so that calls work on a machine with no other address.
 */
export async function launch(name, { wav, permission = 'granted', microphone = true, loopback = true, args = [], prefs = {} } = {}) {
  if (name === 'chromium') {
    const flags = ['--autoplay-policy=no-user-gesture-required', `--disable-features=${DISABLED_FEATURES}`, ...args];
    if (loopback) flags.push('--allow-loopback-in-peer-connection');
    if (microphone) flags.push('--use-fake-device-for-media-stream');
    if (wav) flags.push(`--use-file-for-fake-audio-capture=${wav}`);
    if (permission === 'granted') flags.push('--use-fake-ui-for-media-stream');
    if (permission === 'denied') flags.push('--use-fake-ui-for-media-stream=deny');
    return chromium.launch({ executablePath: found('VOISNAP_CHROMIUM', ['chromium', 'chromium-browser', 'google-chrome']), headless: true, args: flags });
  }
  return firefox.launch({
    channel: 'moz-firefox', executablePath: found('VOISNAP_FIREFOX', ['firefox-esr', 'firefox']), headless: true,
    firefoxUserPrefs: {
      'media.navigator.streams.fake': microphone,
      'media.autoplay.default': 0,
      // Each page gets a context of its own, so a process: the spare one that Firefox would keep ready is never of use.
      'dom.ipc.processPrelaunch.enabled': false,
      // Without a sound card an AudioContext would stay suspended for ever. The pretended one has a microphone too.
      'media.cubeb.force_mock_context': microphone,
      // Real addresses, so that an agent on this machine can be reached without multicast DNS.
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      ...(permission === 'granted' && { 'media.navigator.permission.disabled': true }),
      ...(permission === 'denied' && { 'permissions.default.microphone': 2 }),
      ...prefs,
    },
  });
}
