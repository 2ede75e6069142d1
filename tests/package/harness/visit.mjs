// A real call from a page: by its own buttons, to the emulator, with everything the page says on the way.
import assert from 'node:assert/strict';

const STEP_MS = 60_000;

/** Runs before the page's own scripts: what the page is given, and which microphones it opened. */
const prepare = options => {
  globalThis.voisnapTest = options;
  globalThis.microphones = [];
  const { mediaDevices } = navigator;
  if (!mediaDevices) return;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async constraints => {
    const stream = await getUserMedia(constraints);
    microphones.push(...stream.getTracks());
    return stream;
  };
};

const liveMicrophones = () => microphones.filter(({ readyState }) => readyState === 'live').length;

/** The browser looks for it by itself on every page that names none. */
const isFavicon = url => new URL(url, 'http://localhost').pathname === '/favicon.ico';

/** Waits for the element `id` of the set-up's page to show `text`; fails at once when the page shows an error instead. */
const shows = async (frame, id, text) => {
  const wanted = frame.locator(`#${id}`).filter({ hasText: text });
  const failed = frame.locator('#error:not(:empty)');
  await wanted.or(failed).first().waitFor({ state: 'attached', timeout: STEP_MS }).catch(() => {}); // what is there says it better
  if (await wanted.count()) return;
  const said = await frame.locator('#state, #transcript, #error').allTextContents();
  assert.fail(`#${id} never showed ${text}; the page shows: ${JSON.stringify(said)}`);
};

/** How a page places its call and how a visitor sees it. */
const byButtons = {
  start: frame => frame.locator('#call:enabled').click({ timeout: STEP_MS }),
  connected: frame => shows(frame, 'state', /^connected$/),
  transcript: frame => shows(frame, 'transcript', /\w{3}/),
  hangUp: frame => frame.locator('#hang-up').click(),
  ended: frame => shows(frame, 'state', /^ended$/),
};

/** The same, where the page has a <voisnap-call> and nothing else. */
const part = (frame, name) => frame.locator(`voisnap-call [part~="${name}"]`);
const elementIs = async (frame, state) => {
  const reached = await frame.waitForFunction(wanted => {
    const { state } = document.querySelector('voisnap-call');
    return [wanted, 'ended'].includes(state) && state;
  }, state, { timeout: STEP_MS });
  if (await reached.jsonValue() !== state) assert.fail(`the element never was ${state}; it shows: ${await part(frame, 'error').innerText()}`);
};
const byElement = {
  start: async (frame, server) => {
    await frame.waitForFunction(() => customElements.get('voisnap-call') && document.querySelector('voisnap-call'), undefined, { timeout: STEP_MS });
    // Not as an attribute, which a framework that has not hydrated the page yet would miss in its own markup.
    await frame.locator('voisnap-call').evaluate((element, baseUrl) => { element.options = { baseUrl }; }, server.base);
    await part(frame, 'start-button').click({ timeout: STEP_MS });
  },
  connected: frame => elementIs(frame, 'connected'),
  transcript: frame => part(frame, 'agent-line').filter({ hasText: /\w{3}/ }).first().waitFor({ state: 'attached', timeout: STEP_MS }),
  hangUp: frame => part(frame, 'hang-up-button').click(),
  ended: frame => elementIs(frame, 'ended'),
};

/**
 * Places a call from the page at `url` and judges it.
 * @param {{browser: import('playwright-core').Browser, server: {base: string, token: () => Promise<string>}, url: string, by?: 'buttons' | 'element',
 *   frame?: string, says?: RegExp, refused?: RegExp, ignores?: RegExp}} visit `frame`: the selector of the iframe that calls;
 *   `says`: the result that is to be shown without any call, `refused`: the error that is to be shown instead of a call; `ignores`: what the page may write to the console
 */
export async function visit({ browser, server, url, by = 'buttons', frame: selector, says, refused, ignores }) {
  const way = { buttons: byButtons, element: byElement }[by];
  const context = await browser.newContext();
  const said = [];
  try {
    const token = await server.token();
    const page = await context.newPage();
    await page.route('**/voice-token', route => route.fulfill({ body: token }));
    page.on('pageerror', error => said.push(`thrown: ${error.stack || error}`));
    page.on('console', message => {
      if (!['error', 'warning'].includes(message.type()) || isFavicon(message.location().url)) return;
      if (!ignores?.test(message.text())) said.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    await page.addInitScript(prepare, { baseUrl: server.base, accessToken: token });
    await page.goto(url, { timeout: STEP_MS * 2 });
    const frame = selector ? await (await page.waitForSelector(selector)).contentFrame() : page;
    if (!says) await way.start(frame, server);
    if (says) {
      await shows(frame, 'result', says);
    } else if (refused) {
      await shows(frame, 'error', refused);
    } else {
      await way.connected(frame);
      await way.transcript(frame);
      assert.ok(await frame.evaluate(liveMicrophones) > 0, 'the microphone is on in the call');
      await way.hangUp(frame);
      await way.ended(frame);
    }
    assert.equal(await frame.evaluate(liveMicrophones), 0, 'the microphone is off');
    assert.deepEqual(said, [], 'the page threw nothing, and wrote no error and no warning to the console');
  } catch (error) {
    throw new Error(`${error.message}\nThe page's console:\n${said.join('\n') || '(nothing)'}`, { cause: error });
  } finally {
    await context.close();
  }
}
