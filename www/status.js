// What the page says of a call: one headline for each state, and below it the one thing that matters most just now.

/** One row for each state: what the button does, what it says, and the headline. */
export const LOOKS = {
  idle: { action: 'start', label: 'Start call', status: 'Talk to the agent' },
  connecting: { action: 'hang-up', label: 'Cancel', status: 'Connecting…' },
  connected: { action: 'hang-up', label: 'Hang up', status: 'On the line' },
  reconnecting: { action: 'hang-up', label: 'Hang up', status: 'Reconnecting…' },
  ended: { action: 'start', label: 'Call again', status: 'Call ended' },
};

/**
 * The line below the headline.
 * `mayPrompt`: the browser may still ask for the microphone. `agentHeard`: the agent has made its first sound. `ending`: how the call before ended.
 */
export function substatus({ state, muted, mayPrompt, agentHeard, speaking, ending }) {
  switch (state) {
    case 'idle': return muted ? 'The next call starts muted.' : 'One press, and you are through.';
    case 'connecting': return mayPrompt ? 'Your browser may ask for the microphone.' : 'Reaching the agent.';
    case 'reconnecting': return 'The sound is interrupted. Stay on the line: it comes back by itself.';
    case 'ended': return muted ? `${ending} You are still muted.` : ending;
    default: return talk({ muted, agentHeard, speaking });
  }
}

function talk({ muted, agentHeard, speaking }) {
  if (speaking?.agent) return 'The agent is speaking';
  if (muted) return 'You are muted: the agent cannot hear you';
  if (speaking?.user) return 'You are speaking';
  return agentHeard ? 'The agent is listening' : 'Waiting for the agent’s first word';
}

/** What a hub connection that is not there means to the person in the call; undefined where all is well. */
export function hubTrouble(signaling) {
  return {
    reconnecting: { tag: 'paused', title: 'The transcript is paused.', text: 'The sound goes on. The connection for text and keypad is being restored.' },
    lost: { tag: 'stopped', title: 'The transcript has stopped.', text: 'The sound goes on. Text and keypad are gone for the rest of this call.' },
  }[signaling];
}
