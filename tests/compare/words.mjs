// One vocabulary for both clients: where an error of the official client and a cause of ours mean the same, they read the same.

/** The official client's errors, as far as they have a counterpart. Others stay as they are. */
const ERRORS = [
  [/^Server returned an error on close: (.*)$/s, 'the server closed: $1'],
  [/^WebSocket closed with status code: (\d+) \(.*\)\.?$/s, 'the socket closed: $1'],
  [/^Server returned handshake error: (.*)$/s, 'the handshake was refused: $1'],
  [/^Server timeout elapsed without receiving a message from the server\.$/, 'server time-out'],
  [/^Failed to complete negotiation with the server: Error: .*Status code '(\d+)'.*$/s, 'unreachable, HTTP $1'],
  [/^Failed to complete negotiation with the server: TypeError: fetch failed$/, 'unreachable'],
  [/^WebSocket failed to connect\..*$/s, 'unreachable'],
];

export const ofError = error => {
  if (!error) return 'without an error';
  const known = ERRORS.find(([pattern]) => pattern.test(error.message));
  return known ? error.message.replace(...known) : error.message;
};

/** Our causes, as Rust prints them. */
const CAUSES = [
  [/^Stopped$/, 'without an error'],
  [/^ClosedByServer \{ error: Some\("(.*)"\), allow_reconnect: \w+ \}$/s, 'the server closed: $1'],
  [/^ClosedByServer \{ error: None, allow_reconnect: \w+ \}$/, 'the server closed'],
  [/^SocketClosed \{ code: (\d+), .*$/s, 'the socket closed: $1'],
  [/^Refused\("(.*)"\)$/s, 'the handshake was refused: $1'],
  [/^ServerTimeout$/, 'server time-out'],
  [/^ConnectTimeout\(\w+\)$/, 'time-out of connecting'],
  [/^Unreachable \{ status: Some\((\d+)\) \}$/, 'unreachable, HTTP $1'],
  [/^Unreachable \{ status: None \}$/, 'unreachable'],
  [/^Protocol\(ProtocolError \{ message: "(.*)" \}\)$/s, 'protocol error: $1'],
];

export const ofCause = cause => {
  const known = CAUSES.find(([pattern]) => pattern.test(cause));
  return known ? cause.replace(...known) : cause;
};

/** What differs from session to session, or from run to run. */
export const withoutNames = text =>
  text.replace(/\b(conv|wrtc)_\w+/g, '$1_…').replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, '(a time)').replace(/("durationSeconds":)[\d.]+/g, '$1…');
