// A call with the page's own buttons: no framework, no build.
import { VoiceCall } from '/voisnap/index.js';

const [callButton, hangUpButton, status, transcript] = ['callBtn', 'hangupBtn', 'status', 'transcript'].map(id => document.getElementById(id));

/** A JWT from this page's own backend; ../token-routes/ has that in four languages. */
async function voiceToken() {
  const response = await fetch('/voice-token', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/voice-token: ${response.status}`);
  return response.text();
}

/** A line of the transcript is emitted again as it grows, under the same id. */
function showLine({ id, speaker, text, final }) {
  const line = document.getElementById(`line-${id}`) ?? transcript.appendChild(Object.assign(document.createElement('li'), { id: `line-${id}` }));
  line.textContent = `${speaker === 'agent' ? 'Agent' : 'You'}: ${text}`;
  line.toggleAttribute('data-partial', !final);
}

function showEnd({ by, error }) {
  callButton.disabled = false;
  hangUpButton.disabled = true;
  if (!error || error.code === 'cancelled') status.textContent = by === 'agent' ? 'The agent hung up.' : 'Call ended.';
  else if (error.category === 'permission') status.textContent = 'Please allow the microphone for this page.';
  else status.textContent = `${error.recoverable ? 'The call failed. Please try again.' : 'The call is not possible at the moment.'} (${error.code})`;
  if (error) console.info(error.code, error.message, error.hint);
}

callButton.addEventListener('click', () => {
  callButton.disabled = true;
  hangUpButton.disabled = false;
  transcript.replaceChildren();

  // The emulator. For Voisnap leave baseUrl out, and name your agent.
  const call = new VoiceCall({ baseUrl: 'http://localhost:5170', agentId: 'agt_demo', accessToken: voiceToken });
  call.on('statechange', ({ state }) => { if (state !== 'ended') status.textContent = `${state[0].toUpperCase()}${state.slice(1)}`; });
  call.on('transcript', showLine);
  call.on('ended', showEnd);
  call.start().catch(() => {}); // `ended` shows it
  hangUpButton.onclick = () => call.hangUp();
});
callButton.disabled = false; // a press before this code runs would be lost
