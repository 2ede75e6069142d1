// What every test of Vue starts from: scripted calls, a container on the page, and a console that Vue writes no warning to.
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { scriptVoisnap } from '@voisnap/webrtc/testing';

const WARNINGS = ['error', 'warn'];

export let voisnap, container;

beforeEach(() => {
  voisnap = scriptVoisnap();
  voisnap.install();
  container = document.body.appendChild(document.createElement('main'));
  for (const method of WARNINGS) vi.spyOn(console, method);
});
afterEach(() => {
  for (const method of WARNINGS) expect(console[method].mock.calls).toEqual([]);
  voisnap.uninstall();
  container.remove();
});
