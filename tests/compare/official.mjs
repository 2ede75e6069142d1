// @microsoft/signalr behind the side by side run's interface.
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from '@microsoft/signalr';
import { Diary, EVENTS } from './diary.mjs';
import { ofError } from './words.mjs';

const HANDLERS = {
  Answer: () => 'yes',
  Null: () => null,
  Throw: () => { throw new Error('as asked'); },
};

export class Official {
  diary = new Diary();
  /** Why the connection was lost, where that is told with the loss. */
  reason = 'none';

  constructor({ url, token, negotiate, stateful, reconnectFor, serverTimeout, protocol }) {
    const builder = new HubConnectionBuilder().configureLogging(LogLevel.None).withUrl(url, {
      transport: HttpTransportType.WebSockets, skipNegotiation: !negotiate && !stateful, ...(token && { accessTokenFactory: () => token }),
    });
    if (stateful) builder.withStatefulReconnect();
    if (reconnectFor) {
      builder.withAutomaticReconnect({
        nextRetryDelayInMilliseconds: ({ previousRetryCount, elapsedMilliseconds }) =>
          elapsedMilliseconds > reconnectFor ? null : Math.min(previousRetryCount, 1) * 250,
      });
    }
    if (protocol) builder.withHubProtocol(Object.assign(new JsonHubProtocol(), { name: protocol }));
    this.connection = builder.build();
    if (serverTimeout) this.connection.serverTimeoutInMilliseconds = serverTimeout;
    for (const name of EVENTS) {
      this.connection.on(name, (...args) => {
        this.diary.enter(`event ${name} ${JSON.stringify(args)}`);
        return HANDLERS[name]?.();
      });
    }
    this.connection.onreconnecting(error => {
      this.reason = ofError(error);
      this.diary.enter('reconnecting');
    });
    this.connection.onreconnected(() => this.diary.enter('reconnected'));
    this.connection.onclose(error => this.diary.enter(`ended ${ofError(error)}`));
  }

  start() {
    return this.connection.start().then(() => 'connected', error => `failed: ${ofError(error)}`);
  }

  invoke(target, ...args) {
    return this.connection.invoke(target, ...args).then(result => `result ${JSON.stringify(result)}`, error => `error ${ofError(error)}`)
      .then(outcome => { this.diary.enter(`completed ${target}`); return outcome; });
  }

  send(target, ...args) {
    return this.connection.send(target, ...args).then(() => 'sent', error => `error ${ofError(error)}`);
  }

  stop() {
    return this.connection.stop();
  }

  dispose() {
    return this.connection.stop();
  }
}
