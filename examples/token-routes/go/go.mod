module example.com/voice-token

go 1.19
