import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { voiceToken } from './voice-token.js';

export default defineConfig({
  plugins: [react(), voiceToken()],
  // The one setting that the page may know; without it the calls go to Voisnap.
  envPrefix: ['VITE_', 'VOISNAP_URL'],
});
