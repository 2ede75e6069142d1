// @ts-check
import { create } from './dom.js';

/** @import { Bound } from './view.js' */

/** The choice of microphone and speaker, for the life of the element. Shown once the browser gives the devices' names. */
export class Devices {
  /**
   * @param {Bound} bound
   * @param {(deviceId: string) => Promise<unknown> | undefined} setMicrophone of a call that runs; rejects where it cannot be changed
   * @param {() => void} onChange what there is to choose may have changed
   */
  constructor(bound, setMicrophone, onChange) {
    /** The `deviceId` that is chosen; empty: the system's default. */
    this.microphone = '';
    /** Whether a running call keeps the microphone that it has. */
    this.isForNextCall = false;
    /** Whether there is a named microphone, and a speaker, to choose. */
    this.isAvailable = false;
    this.hasSpeakers = false;
    this.onChange = onChange;
    this.refresh = this.refresh.bind(this); // a listener
    /** Plays the agent, so that the speaker can be changed in the middle of a call. */
    this.output = create('audio');
    /** @param {() => unknown} onchange */
    const select = onchange => bound('select', { part: 'select', onchange }, bound('option', { value: '', text: model => model.texts.systemDefault }));
    this.microphones = select(async () => {
      this.microphone = this.microphones.value;
      this.isForNextCall = false;
      await setMicrophone(this.microphone)?.catch(() => (this.isForNextCall = true));
      onChange();
    });
    this.speakers = select(() => this.setSpeaker(this.speakers.value));
    this.element = bound(
      'div', { part: 'devices', class: 'devices', role: 'group', 'aria-label': model => model.texts.devices, hidden: model => !model.showsDevices },
      bound('label', {}, bound('span', { text: model => model.texts.microphone }), this.microphones),
      bound('p', { class: 'note', text: model => model.texts.fromNextCall, hidden: () => !this.isForNextCall }),
      bound('label', { hidden: model => !model.offersSpeaker }, bound('span', { text: model => model.texts.speaker }), this.speakers),
    );
  }

  /** Reads the devices anew; never prompts. */
  async refresh() {
    /** @type {MediaDeviceInfo[]} */
    let devices = [];
    try {
      devices = await navigator.mediaDevices.enumerateDevices();
    } catch {
      // No microphone API: the call itself reports it.
    }
    this.microphone = fill(this.microphones, devices, 'audioinput', this.microphone);
    this.isAvailable = this.microphones.length > 1;
    if (this.elementForOutput) {
      const { sinkId } = this.output;
      const speaker = fill(this.speakers, devices, 'audiooutput', sinkId);
      if (speaker !== sinkId) this.setSpeaker(speaker); // one that was unplugged plays nothing
    }
    this.hasSpeakers = this.speakers.length > 1;
    this.onChange();
  }

  /** What the browser refuses is not shown as chosen. @param {string} deviceId */
  async setSpeaker(deviceId) {
    await this.output.setSinkId(deviceId).catch(() => (this.speakers.value = this.output.sinkId));
  }

  /** The option `output` of a call; undefined where it would be of no use. */
  get elementForOutput() {
    return 'setSinkId' in this.output ? this.output : undefined;
  }

  watch() {
    this.refresh();
    navigator.mediaDevices?.addEventListener('devicechange', this.refresh);
  }

  unwatch() {
    navigator.mediaDevices?.removeEventListener('devicechange', this.refresh);
  }
}

/**
 * Fills `select` with the named devices of a kind after the system's default, and gives what is chosen from now on: the default where the chosen one is gone.
 * A list without names, as of a page that may not use the microphone now, does not say so.
 * @param {HTMLSelectElement} select
 * @param {MediaDeviceInfo[]} devices
 * @param {MediaDeviceKind} kind
 * @param {string} chosen
 */
const fill = (select, devices, kind, chosen) => {
  const all = devices.filter(device => device.kind === kind && device.label);
  const named = all.filter(({ deviceId }) => deviceId !== 'default');
  select.length = 1;
  select.append(...named.map(device => create('option', { value: device.deviceId, text: device.label })));
  const isThere = named.some(({ deviceId }) => deviceId === chosen);
  select.value = isThere ? chosen : '';
  return isThere || !all.length ? chosen : '';
};
