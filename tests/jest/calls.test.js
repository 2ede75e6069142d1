// Scripted calls in Jest and jsdom: of an application, of a component with the hook, and of the element.
import { jest } from '@jest/globals';
import { act, render, screen } from '@testing-library/react';
import { createElement } from 'react';
import { VoiceCall, VoisnapError } from '@voisnap/webrtc';
import '@voisnap/webrtc/element';
import { useVoiceCall } from '@voisnap/webrtc/react';
import { scriptVoisnap } from '@voisnap/webrtc/testing';
import { OPTIONS, playCall, playHangUp } from '../frameworks/testing/scenarios.js';

const voisnap = scriptVoisnap();
beforeEach(() => void voisnap.install());
afterEach(() => voisnap.uninstall());

test('a call of the application', () => playCall(voisnap, expect));

test('a call under fake timers, which fake microtasks too', async () => {
  jest.useFakeTimers();
  try {
    await playHangUp(voisnap, expect);
  } finally {
    jest.useRealTimers();
  }
});

test('a component with useVoiceCall', async () => {
  const Call = () => {
    const { state, error, start } = useVoiceCall(OPTIONS);
    return createElement('section', null,
      createElement('button', { onClick: start }, 'Call'),
      createElement('output', null, state),
      error && createElement('p', { role: 'alert' }, error.code));
  };
  render(createElement(Call));
  let call;
  await act(async () => {
    screen.getByRole('button').click();
    call = await voisnap.nextCall();
  });
  expect(screen.getByRole('status').textContent).toBe('connected');
  await act(async () => call.fail('microphone_denied'));
  expect(screen.getByRole('alert').textContent).toBe('microphone_denied');
});

test('<voisnap-call>', async () => {
  const element = Object.assign(document.createElement('voisnap-call'), OPTIONS);
  document.body.append(element);
  element.shadowRoot.querySelector('[part~=start-button]').click();
  const call = await voisnap.nextCall();
  call.transcript({ speaker: 'agent', text: 'Hello.' });
  expect(element.shadowRoot.querySelector('[part~=transcript]').textContent).toContain('Hello.');
  const ended = new Promise(resolve => element.addEventListener('ended', resolve, { once: true }));
  element.remove();
  expect((await ended).detail.reason).toBe('element_removed');
});

test('after uninstall() the class is the real one, which needs a browser', async () => {
  voisnap.uninstall();
  expect(VoiceCall.isSupported).toBe(false);
  expect(await new VoiceCall(OPTIONS).start().catch(error => error)).toBeInstanceOf(VoisnapError);
});
