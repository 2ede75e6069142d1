// The choice of microphone and speaker. The microphone counts from the next call on, where the SDK cannot change it in a call; the speaker at once.
import { notify } from './notices.js';

const byId = (id) => document.getElementById(id);
const microphone = byId('microphone');
const speaker = byId('speaker');

/** What plays the agent: an element of the page's own, because only such a one can be sent to another speaker. */
export const output = new Audio();
output.autoplay = true;
const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

/** Wires the fields; `currentCall()` is the call under way. */
export async function installDevices(currentCall) {
  byId('speaker-field').hidden = !canChooseSpeaker;
  if (!navigator.mediaDevices) return;
  microphone.addEventListener('change', () => changeMicrophone(currentCall()));
  speaker.addEventListener('change', changeSpeaker);
  navigator.mediaDevices.addEventListener('devicechange', refreshDevices);
  await refreshDevices();
}

/** The `audio` option of the next call. */
export const chosenMicrophone = () => (microphone.value ? { deviceId: { exact: microphone.value } } : undefined);

/** Lists the devices. Browsers give their names only once the microphone has been allowed, so it runs again then. */
export async function refreshDevices() {
  let devices = [];
  try {
    devices = await navigator.mediaDevices.enumerateDevices();
  } catch {
    // Forbidden to this page: the defaults remain.
  }
  fill(microphone, devices.filter(({ kind }) => kind === 'audioinput'), 'microphone');
  fill(speaker, devices.filter(({ kind }) => kind === 'audiooutput'), 'speaker');
}

function fill(select, devices, what) {
  const chosen = select.value;
  // Chromium lists the default a second time, under the name of the device that it is.
  const named = devices.filter(({ deviceId, label }) => label && deviceId && deviceId !== 'default' && deviceId !== 'communications');
  const options = named.map(({ deviceId, label }) => new Option(label, deviceId));
  if (options.length === 0) options.push(Object.assign(new Option('Names appear once the microphone is allowed'), { disabled: true }));
  select.replaceChildren(new Option('Default', ''), ...options);
  select.value = [...select.options].some(({ value }) => value === chosen) ? chosen : '';
  if (chosen && !select.value) notify('device', { title: `The ${what} was unplugged.`, text: 'The default one takes its place.' });
}

async function changeMicrophone(call) {
  if (!call) return;
  try {
    await call.setMicrophone(microphone.value || {});
  } catch (error) {
    const later = error.code === 'unsupported';
    notify('device', later
      ? { title: 'The other microphone is used from the next call on.' }
      : { title: 'The microphone could not be changed.', text: error.message });
  }
}

async function changeSpeaker() {
  try {
    await output.setSinkId(speaker.value);
  } catch (error) {
    speaker.value = output.sinkId;
    notify('device', { title: 'The speaker could not be changed.', text: error.message });
  }
}
