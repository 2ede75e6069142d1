// Our pure client (examples/hub_client.rs, over plain TCP) behind the side by side run's interface.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../support/paths.mjs';
import { Diary, EVENTS } from './diary.mjs';
import { ofCause } from './words.mjs';

const PROGRAM = join(root, 'target', 'debug', 'examples', 'hub_client');

export class Ours {
  diary = new Diary();
  reason = 'none';
  /** Who waits for the program's word on a command, in order, and for an invocation's outcome, by its number. */
  #commanded = [];
  #invoked = new Map();
  #started;

  constructor(settings) {
    // It ends with its standard input.
    this.child = spawn(PROGRAM, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdin.on('error', () => {});
    this.ended = new Promise(done => { this.child.once('exit', done); this.child.once('error', done); });
    createInterface({ input: this.child.stdout }).on('line', line => this.#hear(JSON.parse(line)));
    this.#tell(settings);
  }

  #tell(line) {
    this.child.stdin.write(`${JSON.stringify(line)}\n`);
  }

  #hear(words) {
    const [, what, rest] = /^(\w+) ?(.*)$/s.exec(words);
    ({
      state: () => {
        if (rest === 'Reconnecting') this.diary.enter('reconnecting');
        if (rest === 'Connected') {
          if (this.#started) this.#settleStart('connected');
          else this.diary.enter('reconnected');
        }
      },
      lost: () => { this.reason = ofCause(rest); },
      event: () => { if (EVENTS.some(name => name.toLowerCase() === rest.split(' ', 1)[0].toLowerCase())) this.diary.enter(words); },
      invoked: () => this.#commanded.shift().invoked(rest),
      sent: () => this.#commanded.shift().done('sent'),
      refused: () => this.#commanded.shift().done(`refused here: ${rest}`),
      completed: () => {
        const [, id, outcome] = /^(\d+) (.*)$/s.exec(rest);
        this.#invoked.get(id)(/^error |^(Lost|none)$/.test(outcome) ? outcome : `result ${JSON.stringify(JSON.parse(outcome))}`);
      },
      ended: () => {
        // An end before the handshake's answer is the outcome of the start, as it is for the official client.
        if (this.#started) this.#settleStart(`failed: ${ofCause(rest)}`);
        else this.diary.enter(`ended ${ofCause(rest)}`);
      },
    })[what]();
  }

  #settleStart(outcome) {
    this.#started(outcome);
    this.#started = undefined;
  }

  start() {
    const started = new Promise(done => { this.#started = done; });
    this.#tell({ do: 'start' });
    return started;
  }

  invoke(target, ...args) {
    return new Promise(resolve => {
      const done = outcome => { this.diary.enter(`completed ${target}`); resolve(outcome); };
      this.#commanded.push({ done, invoked: id => this.#invoked.set(id, done) });
      this.#tell({ do: 'invoke', target, arguments: args });
    });
  }

  send(target, ...args) {
    return new Promise(done => {
      this.#commanded.push({ done });
      this.#tell({ do: 'send', target, arguments: args });
    });
  }

  async stop() {
    this.#tell({ do: 'stop' });
    await this.diary.until('ended');
  }

  dispose() {
    this.child.stdin.end();
    return this.ended;
  }
}
