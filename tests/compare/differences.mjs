// Where our client does something else than the official one, to the letter, and why that is wanted.

const LOST = 'an invocation that the loss cut off is one typed outcome; the reason is told by the connection’s end';
const TOO_LARGE = 'refused before it is sent: the server would end the whole connection over it, and every retry would do so again';

/** @type {{case: string, what: string, official: any, ours: any, why: string}[]} */
export const differences = [
  {
    case: 'a token that is refused, straight to the socket', what: 'start',
    official: 'failed: unreachable', ours: 'failed: unreachable, HTTP 401',
    why: 'no socket tells why it was refused; negotiation is asked once, because its status can be read',
  },
  {
    case: 'a server that answers no handshake', what: 'start',
    official: 'failed: server time-out', ours: 'failed: time-out of connecting',
    why: 'one limit for all of connecting; the official client has only its 30 s of silence, and none at all before the socket opens',
  },
  {
    case: 'a server that speaks HTML', what: 'start',
    official: 'failed: Error parsing handshake response: SyntaxError: Unexpected token \'<\', "<html><bod"... is not valid JSON',
    ours: 'failed: protocol error: A message is not JSON.',
    why: 'an error quotes nothing that came over the wire: it may hold secrets',
  },
  {
    case: 'OnConnectedAsync throws, with the Close in the handshake’s frame', what: 'start',
    official: 'failed: the server closed: Connection closed with an error.',
    ours: 'connected, then ended the server closed: Connection closed with an error.',
    why: 'the handshake was answered, and the Close came behind it: both are told, in their order',
  },
  {
    case: 'Close, without an error', what: 'end',
    official: 'ended without an error', ours: 'ended the server closed',
    why: 'an owner must tell the server’s end from its own stop',
  },
  {
    case: 'Close, with an invocation under way', what: 'end',
    official: ['ended without an error'], ours: ['ended the server closed'],
    why: 'the same',
  },
  {
    case: 'Close, with an invocation under way', what: 'invocation under way',
    official: 'error Invocation canceled due to the underlying connection being closed.', ours: 'Lost',
    why: LOST,
  },
  {
    case: 'the TCP connection is gone', what: 'invocation under way',
    official: 'error the socket closed: 1006', ours: 'Lost',
    why: LOST,
  },
  {
    case: 'stop, with an invocation under way', what: 'invocation under way',
    official: 'error Invocation canceled due to the underlying connection being closed.', ours: 'Lost',
    why: LOST,
  },
  {
    case: 'the TCP connection is gone, and reconnects', what: 'invoked while reconnecting',
    official: 'error Cannot send data if the connection is not in the \'Connected\' State.', ours: 'result null',
    why: 'what is sent while there is no socket waits for one: a candidate or a hang-up must not be lost to a moment’s outage',
  },
  {
    case: 'a message of the largest size, and one byte more', what: 'one byte more',
    official: 'error the server closed: Connection closed with an error.', ours: 'refused here: TooLarge { bytes: 32769, limit: 32768 }',
    why: TOO_LARGE,
  },
  {
    case: 'a message of the largest size, and one byte more', what: 'invoked at once afterwards',
    official: 'error Cannot send data if the connection is not in the \'Connected\' State.', ours: 'result null',
    why: 'the connection was not harmed',
  },
  {
    case: 'a server that stays away', what: 'end',
    official: ['reconnecting', 'ended without an error'], ours: ['reconnecting', 'ended unreachable'],
    why: 'the last error is not lost when reconnecting gives up',
  },
  {
    case: 'names of events in another case', what: 'events',
    official: ['event Mixed ["lower"]', 'event Mixed ["upper"]'], ours: ['event mixed ["lower"]', 'event MIXED ["upper"]'],
    why: 'the hub’s own spelling is handed on; the owner compares without regard to case, as the official client does',
  },
  {
    case: 'a resume that is refused', what: 'invocation under way',
    official: 'error the socket closed: 1006', ours: 'Lost',
    why: LOST,
  },
  {
    case: 'a resume that is refused', what: 'invoked while reconnecting',
    official: 'still pending', ours: 'result "kept"',
    why: 'a defect of 10.0.11: it is never sent and never settles',
  },
  {
    case: 'stateful, and a message that is too large', what: 'outcome',
    official: 'error the server closed: Connection closed with an error.', ours: 'refused here: TooLarge { bytes: 32769, limit: 32768 }',
    why: TOO_LARGE,
  },
];
