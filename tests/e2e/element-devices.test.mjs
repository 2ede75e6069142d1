// The choice of the speaker in <voisnap-call>: with the devices that both browsers pretend, in real calls; and where there is less to choose from.
import { strict as assert } from 'node:assert';
import { eachBrowser } from '../support/suite.mjs';

const path = '/element.html';

/** Notes what sets a speaker, in `sinks`. */
const watch = {
  content: `globalThis.sinks = [];
    const { setSinkId } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.setSinkId = function (deviceId) {
      const done = setSinkId.call(this, deviceId);
      sinks.push({ audio: this, deviceId, done });
      return done;
    };`,
};

/** Devices that the test makes up, in `devices`; an audio element takes the one that is chosen, or refuses it while `refuses` is true. */
const pretend = {
  content: `globalThis.devices = ['audioinput', 'audiooutput'].flatMap(kind =>
      ['default', 'one', 'two'].map(name => ({ kind, deviceId: name === 'default' ? name : kind + '-' + name, label: 'Device ' + name })));
    if (navigator.mediaDevices) navigator.mediaDevices.enumerateDevices = async () => devices; // not on the blank page before
    globalThis.refuses = false;
    const chosen = new WeakMap();
    Object.defineProperty(HTMLMediaElement.prototype, 'sinkId', { get() { return chosen.get(this) ?? ''; } });
    HTMLMediaElement.prototype.setSinkId = async function (deviceId) {
      if (refuses) throw new DOMException('refused by the test', 'NotAllowedError');
      chosen.set(this, deviceId);
      globalThis.audio = this;
    };`,
};

const field = (page, label) => page.locator('voisnap-call [part=devices] label', { hasText: label }).locator('select');
const microphone = page => field(page, 'Microphone');
const speaker = page => field(page, 'Speaker');

/** Opens the choice of devices, once it is offered. */
const openDevices = page => page.getByRole('button', { name: 'Microphone and speaker' }).click();

/** A connected call that the test scripts, with the choice of devices open. */
const scripted = async (page, properties = 'undefined') => {
  await page.evaluate(async properties => {
    const element = (globalThis.element = E.script({}, new Function(`return ${properties}`)()));
    element.start();
    (globalThis.call = await element.voisnap.nextCall()).connect();
  }, properties);
  await openDevices(page);
  await microphone(page).waitFor();
};

/** The list of devices is another one. */
const change = (page, change) =>
  page.evaluate(async change => {
    globalThis.devices = new Function('devices', `return ${change}`)(devices);
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    await new Promise(resolve => resources.real.setTimeout(resolve, 0)); // the list is read and shown
  }, change);

eachBrowser('<voisnap-call> and the speaker', ({ test }) => {
  test('plays the agent by the one that is chosen, in the call that runs and in the next', async ({ page }) => {
    await page.evaluate(() => (globalThis.element = E.place()).start());
    await openDevices(page);
    assert.ok((await speaker(page).locator('option').count()) > 2, 'the browser pretends several');
    await speaker(page).selectOption({ index: 2 });
    const played = () =>
      page.evaluate(async () => {
        const [{ audio, deviceId, done }] = sinks;
        await done;
        const [playing, agent] = [audio.srcObject, element.call.remoteStream].map(stream => stream.getAudioTracks()[0].id);
        return { sets: sinks.length, sinkId: audio.sinkId, deviceId, paused: audio.paused, isAgent: playing === agent };
      });
    const chosen = await speaker(page).inputValue();
    const expected = { sets: 1, sinkId: chosen, deviceId: chosen, paused: false, isAgent: true };
    assert.notEqual(chosen, '');
    assert.deepEqual(await played(), expected);
    await page.evaluate(async () => {
      await element.hangUp();
      await element.start();
    });
    assert.deepEqual(await played(), expected);
    assert.equal(await speaker(page).inputValue(), chosen);
    await speaker(page).selectOption({ index: 0 });
    assert.equal(await page.evaluate(async () => (await sinks[1].done, sinks[1].audio.sinkId)), '');
    await page.evaluate(() => element.hangUp());
  }, { path, init: watch });

  test('shows the one before where the browser refuses the other', async ({ page }) => {
    await scripted(page);
    await speaker(page).selectOption('audiooutput-one');
    await page.evaluate(() => { refuses = true; });
    await speaker(page).selectOption('audiooutput-two');
    await page.waitForFunction(() => element.shadowRoot.querySelectorAll('select')[1].value === 'audiooutput-one');
    assert.equal(await page.evaluate(() => audio.sinkId), 'audiooutput-one');
  }, { path, init: pretend });

  test('goes back to the system’s default when the chosen one is unplugged, and to nothing else', async ({ page }) => {
    await scripted(page);
    await speaker(page).selectOption('audiooutput-two');
    await change(page, 'devices.filter(({ deviceId }) => !deviceId.endsWith("one"))');
    assert.equal(await page.evaluate(() => audio.sinkId), 'audiooutput-two', 'another one is gone');
    // A page that may not use the microphone now is given no names.
    await change(page, 'devices.map(device => ({ ...device, deviceId: "", label: "" }))');
    assert.equal(await page.evaluate(() => audio.sinkId), 'audiooutput-two');
    await change(page, '[{ kind: "audiooutput", deviceId: "default", label: "Default" }, { kind: "audioinput", deviceId: "audioinput-one", label: "One" }]');
    assert.equal(await page.evaluate(() => audio.sinkId), '');
    assert.equal(await speaker(page).isVisible(), false, 'there is nothing left to choose');
    assert.ok(await microphone(page).isVisible());
  }, { path, init: pretend });

  test('keeps the microphone for the next call while devices have no names', async ({ page }) => {
    await scripted(page);
    await microphone(page).selectOption('audioinput-two');
    await change(page, 'devices.map(device => ({ ...device, deviceId: "", label: "" }))');
    await page.evaluate(async () => {
      call.end();
      element.start();
      globalThis.call = await element.voisnap.nextCall();
    });
    assert.equal(await page.evaluate(() => call.options.audio.deviceId), 'audioinput-two');
  }, { path, init: pretend });

  test('is not chosen where the application plays the agent by an element of its own', async ({ page }) => {
    await scripted(page, '{ options: { output: globalThis.own = document.createElement("audio") } }');
    assert.equal(await speaker(page).isVisible(), false);
    assert.ok(await page.evaluate(() => call.options.output === own));
  }, { path, init: pretend });

  test('is not chosen where the browser cannot', async ({ page }) => {
    await scripted(page);
    assert.equal(await speaker(page).isVisible(), false);
    assert.equal(await page.evaluate(() => call.options.output), undefined, 'the SDK plays by its own');
  }, { path, init: { content: `${pretend.content}\nfor (const name of ['setSinkId', 'sinkId']) delete HTMLMediaElement.prototype[name];` } });
});
