// @ts-check
import { create, setText } from './dom.js';

/** @import { VoisnapCallTexts } from '../types/element.js' */

/** The choice of microphone and speaker, for the life of the element. Shown once the browser gives the devices' names. */
export class Devices {
  /** The `deviceId` that is chosen; empty: the system's default. */
  microphone = '';
  /** Whether there is a named microphone to choose. */
  isAvailable = false;
  /** Plays the agent, so that the speaker can be changed in the middle of a call. */
  output = create('audio');
  microphones;
  speakers;
  microphoneLabel = create('span');
  speakerLabel = create('span');
  note = create('p', { class: 'note', hidden: true });
  speakerField;
  hasOwnOutput;
  onChange;
  element;

  /**
   * @param {(deviceId: string) => Promise<unknown> | undefined} setMicrophone of a call that runs; rejects where it cannot be changed
   * @param {() => boolean} hasOwnOutput whether the application plays the agent by an element of its own
   * @param {() => void} onChange `isAvailable` may have changed
   */
  constructor(setMicrophone, hasOwnOutput, onChange) {
    this.hasOwnOutput = hasOwnOutput;
    this.onChange = onChange;
    this.microphones = create('select', {
      part: 'select',
      change: () => {
        this.microphone = this.microphones.value;
        this.note.hidden = true;
        setMicrophone(this.microphone)?.catch(() => (this.note.hidden = false));
      },
    });
    this.speakers = create('select', {
      part: 'select',
      change: () => this.setSpeaker(this.speakers.value),
    });
    this.speakerField = create('label', {}, this.speakerLabel, this.speakers);
    this.element = create(
      'div', { part: 'devices', class: 'devices', role: 'group' },
      create('label', {}, this.microphoneLabel, this.microphones), this.note, this.speakerField,
    );
  }

  /** @param {VoisnapCallTexts} texts */
  translate(texts) {
    this.element.setAttribute('aria-label', texts.devices);
    setText(this.microphoneLabel, texts.microphone);
    setText(this.speakerLabel, texts.speaker);
    setText(this.note, texts.fromNextCall);
    for (const { options } of [this.microphones, this.speakers]) if (options[0]) setText(options[0], texts.systemDefault);
  }

  /** Reads the devices anew; never prompts. */
  refresh = async () => {
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
    this.speakerField.hidden = this.hasOwnOutput() || this.speakers.length < 2;
    this.onChange();
  };

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
 * Fills `select` with the named devices of a kind, and gives what is chosen from now on: the system's default where the chosen one is gone.
 * A list without names, as of a page that may not use the microphone now, does not say so.
 * @param {HTMLSelectElement} select
 * @param {MediaDeviceInfo[]} devices
 * @param {MediaDeviceKind} kind
 * @param {string} chosen
 */
const fill = (select, devices, kind, chosen) => {
  const all = devices.filter(device => device.kind === kind && device.label);
  const named = all.filter(({ deviceId }) => deviceId !== 'default');
  select.replaceChildren(
    create('option', { value: '' }, select.options[0]?.textContent ?? ''),
    ...named.map(({ deviceId, label }) => create('option', { value: deviceId }, label)),
  );
  const isThere = named.some(({ deviceId }) => deviceId === chosen);
  select.value = isThere ? chosen : '';
  return isThere || !all.length ? chosen : '';
};
