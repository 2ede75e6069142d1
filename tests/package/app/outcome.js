// What a customer writes, up to the point where a package that lost its WebAssembly on the way would fail.
export const outcome = VoiceCall =>
  VoiceCall.preload()
    // An empty token is refused by the WebAssembly half: Rust code runs, beyond being there.
    .then(() => new VoiceCall({ agentId: 'agt_1', accessToken: () => '' }).prepare())
    .then(() => 'prepared', error => `${error.code}: ${error.message} ${error.hint}`);
