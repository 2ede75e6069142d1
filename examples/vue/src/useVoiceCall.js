import { computed, onScopeDispose, ref, shallowRef, toValue, watch } from 'vue';
import { VoiceCall } from '@voisnap/webrtc';

/**
 * One call after the other in a component, which end with it. `options` are those of `new VoiceCall()`, or a function or a ref of them:
 * they are read when a call starts.
 */
export function useVoiceCall(options) {
  const call = shallowRef();
  const state = ref('idle');
  const signaling = ref('idle');
  const isMicrophoneOpen = ref(false);
  const isAudioBlocked = ref(false);
  const transcript = ref([]);
  const error = shallowRef(); // what to show: an Error is no reactive state
  const muted = ref(false); // of this and of the next calls
  const isOpen = computed(() => state.value !== 'idle' && state.value !== 'ended');

  function start() {
    if (isOpen.value) return;
    transcript.value = [];
    error.value = undefined;
    isMicrophoneOpen.value = isAudioBlocked.value = false;
    try {
      call.value = new VoiceCall(toValue(options));
    } catch (thrown) {
      error.value = thrown; // the options are refused
      return;
    }
    if (muted.value) call.value.mute();
    listen(call.value);
    call.value.start().catch(() => {}); // `ended` has the error
  }

  function listen(current) {
    current.on('statechange', change => { state.value = change.state; });
    current.on('signalingchange', change => { signaling.value = change.signaling; });
    current.on('progress', ({ stage }) => { if (stage === 'microphone') isMicrophoneOpen.value = true; });
    current.on('mutechange', change => { muted.value = change.muted; });
    current.on('audioblocked', () => { isAudioBlocked.value = true; });
    current.on('error', trouble => { error.value = trouble; });
    current.on('transcript', line => {
      const known = transcript.value.findIndex(({ id }) => id === line.id);
      if (known < 0) transcript.value.push(line);
      else transcript.value[known] = line;
    });
    current.on('ended', ended => {
      error.value = ended.error?.code === 'cancelled' ? undefined : ended.error;
      isMicrophoneOpen.value = isAudioBlocked.value = false;
    });
  }

  watch(muted, isMuted => {
    if (!call.value || call.value.muted === isMuted) return;
    if (isMuted) call.value.mute();
    else call.value.unmute();
  });

  const hangUp = () => call.value?.hangUp();
  const sendDtmf = digits => call.value?.sendDtmf(digits);
  async function resumeAudio() {
    try {
      await call.value?.resumeAudio();
      isAudioBlocked.value = false;
    } catch {
      // The browser still refuses: the button stays.
    }
  }

  onScopeDispose(() => call.value?.hangUp('unmounted'));

  return { call, state, signaling, isOpen, isMicrophoneOpen, isAudioBlocked, transcript, error, muted, start, hangUp, sendDtmf, resumeAudio };
}
