// A microphone that the user grants after the SDK crashed.
import { strict as assert } from 'node:assert';
import { eachBrowser } from '../support/suite.mjs';

eachBrowser('a crash while the microphone prompt is open', ({ test }) => {
  test('fault_26: what is granted afterwards is switched off', async ({ page }) => {
    const took = await page.evaluate(async () => {
      const running = T.call();
      await running.start();
      const { getUserMedia } = resources;
      const granted = Promise.withResolvers();
      resources.getUserMedia = constraints => granted.promise.then(() => getUserMedia(constraints));
      const waiting = T.call();
      const outcome = T.outcome(waiting.start());
      // No browser does this: it stands for a trap inside the wasm.
      const closed = new Event('close');
      Object.defineProperty(closed, 'code', { get() { throw new WebAssembly.RuntimeError('a defect'); } });
      resources.sockets().at(0).dispatchEvent(closed);
      const { error } = await outcome;
      const atCrash = resources.live();
      granted.resolve();
      while (resources.live().asking) await new Promise(next => resources.real.setTimeout(next, 10));
      await new Promise(next => resources.real.setTimeout(next, 0)); // the reaction of the SDK's own promise
      return { code: error.code, taken: resources.taken.tracks, atCrash, later: resources.live() };
    });
    assert.equal(took.code, 'internal_error');
    assert.equal(took.atCrash.asking, 1, 'the prompt was open');
    assert.equal(took.taken, 2, 'the microphone was granted');
    assert.deepEqual([took.later.asking, took.later.tracks], [0, 0]);
  }, { throws: /a defect/ });
});
