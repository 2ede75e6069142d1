// What both clients are put through: the same inputs, and what is observed of each.

/** A message of exactly `length` bytes with its separator: the two clients write the same fields, in another order. */
const argumentFor = (target, length) =>
  'x'.repeat(length - 1 - JSON.stringify({ type: 1, invocationId: '0', target, arguments: [''] }).length);

/** Whether a promise is settled by now. */
const now = promise => Promise.race([promise, Promise.resolve('still pending')]);

const offer = { type: 'offer', sdp: 'v=0' };

/**
 * Cases of the documented hub, for the emulator and the reference hub alike: the agent's name chooses what happens.
 * `server`: the options of a server of its own; `only`: the one server that has this scenario.
 */
export const webrtc = {
  'methods and their errors': {
    run: async client => ({
      start: await client.start(),
      'void method': await client.invoke('SendDtmfAsync', '5'),
      'names match without regard to case': await client.invoke('sendDTMFasync', '5'),
      'unknown method': await client.invoke('Nope'),
      'unknown method, no answer wanted': await client.send('Nope'),
      'too few arguments': await client.invoke('EndSessionAsync'),
      'wrong type of argument': await client.invoke('SendDtmfAsync', { not: 'a string' }),
      'end of the session': await client.invoke('EndSessionAsync', 'user_ended'),
      diary: (await client.stop(), client.diary.lines),
    }),
  },
  'an event with the handshake': {
    agent: 'agt_test_started_first',
    run: async client => ({ start: await client.start(), event: (await client.diary.until('event SessionStarted'), client.diary.lines) }),
  },
  'an event, then the completion': {
    agent: 'agt_test_error_fatal',
    run: async client => ({ start: await client.start(), outcome: await client.invoke('SendOfferAsync', offer), diary: client.diary.lines }),
  },
  'a method that throws': {
    agent: 'agt_test_throw_offer',
    run: async client => ({ start: await client.start(), outcome: await client.invoke('SendOfferAsync', offer) }),
  },
  'through negotiation': {
    settings: { negotiate: true },
    run: async client => ({ start: await client.start(), outcome: await client.invoke('SendDtmfAsync', '5') }),
  },
  'negotiation redirects': {
    only: 'emulator', agent: 'agt_test_negotiate_redirect', settings: { negotiate: true },
    run: async client => ({ start: await client.start(), outcome: await client.invoke('SendDtmfAsync', '5') }),
  },
  'a token that is refused, through negotiation': {
    settings: { negotiate: true, token: 'nonsense' },
    run: async client => ({ start: await client.start() }),
  },
  'a token that is refused, straight to the socket': {
    settings: { token: 'nonsense' },
    run: async client => ({ start: await client.start() }),
  },
  'a protocol that the server does not speak': {
    settings: { protocol: 'jsonx' },
    run: async client => ({ start: await client.start(), diary: client.diary.lines }),
  },
  'a server that answers no handshake': {
    only: 'emulator', agent: 'agt_test_hub_silent', settings: { serverTimeout: 500, connectTimeout: 500 },
    run: async client => ({ start: await client.start() }),
  },
  'a server that speaks HTML': {
    only: 'emulator', agent: 'agt_test_hub_garbage',
    run: async client => ({ start: await client.start() }),
  },
  'OnConnectedAsync throws': {
    agent: 'agt_test_throw_connect', settings: { reconnectFor: 5_000 },
    // The Close comes in the handshake's frame or in the next one, as it happens: only the reason is the same each time.
    run: async client => ({ reason: (await endOf(client)).replace(/^.*(?:failed:|ended) /, ''), reconnects: client.diary.lines.includes('reconnecting') }),
  },
  'OnConnectedAsync throws, with the Close in the handshake’s frame': {
    only: 'emulator', agent: 'agt_test_throw_connect',
    run: async client => ({ start: await endOf(client) }),
  },
  'Close, without an error': {
    agent: 'agt_test_abort_on_end', settings: { reconnectFor: 5_000 },
    run: async client => {
      const start = await client.start();
      client.invoke('EndSessionAsync', 'user_ended');
      await client.diary.until('ended');
      const { lines } = client.diary;
      return { start, event: lines.find(line => line.startsWith('event')), end: lines.find(line => line.startsWith('ended')), reconnects: lines.includes('reconnecting') };
    },
  },
  'the TCP connection is gone': {
    run: async client => ({
      start: await client.start(), 'invocation under way': await client.invoke('DropAsync'), end: (await client.diary.until('ended'), client.diary.lines.find(line => line.startsWith('ended'))),
    }),
  },
  'the TCP connection is gone, and reconnects': {
    settings: { reconnectFor: 10_000 },
    run: async client => {
      const start = await client.start();
      client.invoke('DropAsync');
      await client.diary.until('reconnecting');
      const meanwhile = client.invoke('SendDtmfAsync', '1');
      await client.diary.until('reconnected');
      return {
        start, 'reason told with it': client.reason, 'invoked while reconnecting': await meanwhile, afterwards: await client.invoke('SendDtmfAsync', '2'),
        states: (await client.stop(), client.diary.lines.filter(line => !line.startsWith('completed'))),
      };
    },
  },
  'stop, with an invocation under way': {
    agent: 'agt_test_answer_slow',
    run: async client => {
      const start = await client.start();
      const pending = client.invoke('SendOfferAsync', offer);
      await client.stop();
      return { start, 'invocation under way': await pending, end: client.diary.lines.filter(line => line.startsWith('ended')) };
    },
  },
  'a message of the largest size, and one byte more': {
    settings: { reconnectFor: 10_000 },
    run: async client => ({
      start: await client.start(),
      largest: await client.invoke('SendDtmfAsync', argumentFor('SendDtmfAsync', 32_768)),
      'one byte more': await client.invoke('SendDtmfAsync', argumentFor('SendDtmfAsync', 32_769)),
      'invoked at once afterwards': await client.invoke('SendDtmfAsync', '1'),
    }),
  },
  'dropped for its silence': {
    server: ['--client-timeout', '300'],
    run: async client => ({ start: await client.start(), end: (await client.diary.until('ended'), client.diary.lines) }),
  },
  'dropped for its silence, and invited back': {
    server: ['--client-timeout', '300'], settings: { reconnectFor: 10_000 },
    run: async client => ({ start: await client.start(), states: (await client.diary.until('reconnected'), client.diary.lines.slice(0, 2)) }),
  },
  'silence of the server': {
    server: ['--keep-alive', '60000'], settings: { serverTimeout: 1_000 },
    run: async client => ({ start: await client.start(), end: (await client.diary.until('ended'), client.diary.lines) }),
  },
  'shutdown of the server': {
    server: [],
    run: async (client, server) => ({
      start: await client.start(), end: (await server.shutdown(), await client.diary.until('ended'), client.diary.lines),
    }),
  },
  'a server that stays away': {
    server: [], settings: { reconnectFor: 700 },
    run: async (client, server) => ({
      start: await client.start(), end: (await server.kill(), await client.diary.until('ended'), client.diary.lines),
    }),
  },
  'a server that was never there': {
    server: [], settings: { negotiate: true },
    run: async (client, server) => ({ start: (await server.kill(), await client.start()) }),
  },
};

/** What the start came to, and the end of it where that came first. */
async function endOf(client) {
  const start = await client.start();
  if (start !== 'connected') return start;
  await client.diary.until('ended');
  return `${start}, then ${client.diary.lines.at(-1)}`;
}

/** Cases of the reference hub's own conformance hub. */
export const conformance = {
  'results of every kind': {
    run: async client => ({
      start: await client.start(),
      text: await client.invoke('Echo', 'Ünïcode \u0007 "😀" \\ \u2028'),
      object: await client.invoke('EchoJson', { a: [1.5, null, true], b: { c: 'd' } }),
      'large number': await client.invoke('EchoJson', 1e21),
      null: await client.invoke('Null'),
      void: await client.invoke('Void'),
      long: (await client.invoke('Fill', 30_000)).length,
      exception: await client.invoke('Throw', 'secret'),
      HubException: await client.invoke('ThrowHub', 'text'),
      'streaming method': await client.invoke('Count', 1, 1),
    }),
  },
  'events in a row, then the completion': {
    run: async client => ({ start: await client.start(), outcome: await client.invoke('Emit', 'Number', 20), diary: client.diary.lines }),
  },
  'names of events in another case': {
    run: async client => ({ start: await client.start(), outcome: await client.invoke('EmitCases', 'Mixed'), events: client.diary.lines.filter(line => line.startsWith('event')) }),
  },
  'results for the server': {
    run: async client => {
      const start = await client.start();
      for (const [index, method] of ['Answer', 'Null', 'Refuse', 'Throw', 'Unheard'].entries()) {
        await client.invoke('Ask', method, 'x');
        await client.diary.until('event Asked', index + 1);
      }
      return { start, diary: client.diary.lines.filter(line => line.startsWith('event')) };
    },
  },
  'Close, with an invocation under way': {
    settings: { reconnectFor: 10_000 },
    run: async client => ({ start: await client.start(), 'invocation under way': await client.invoke('Abort'), end: (await client.diary.until('ended'), client.diary.lines.filter(line => !line.startsWith('completed'))) }),
  },
  'lost, resumed, with the events of the gap': {
    settings: { stateful: true, reconnectFor: 10_000 },
    run: async client => ({ start: await client.start(), outcome: await client.invoke('DropAndEmit', 'Gap', 5), diary: client.diary.lines }),
  },
  'a resume that is refused': {
    settings: { stateful: true, reconnectFor: 15_000 }, server: ['--parallel', '2'],
    run: async (client, server) => {
      const start = await client.start();
      const wired = client.invoke('Delay', 60_000);
      await client.invoke('Echo', 'the server has taken what came before');
      await server.restart();
      await client.diary.until('reconnecting');
      const meanwhile = client.invoke('Echo', 'kept');
      await client.diary.until('reconnected');
      const afterwards = await client.invoke('Echo', 'afterwards');
      return {
        start, 'invocation under way': await wired, 'invoked while reconnecting': await now(meanwhile), afterwards,
        states: client.diary.lines.filter(line => !line.startsWith('completed')),
      };
    },
  },
  'stateful, and a message that is too large': {
    settings: { stateful: true, reconnectFor: 10_000 },
    run: async client => ({ start: await client.start(), outcome: await client.invoke('Length', argumentFor('Length', 32_769)) }),
  },
};
