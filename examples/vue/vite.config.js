import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { voiceToken } from './voice-token.js';

export default defineConfig({
  plugins: [vue(), voiceToken()],
  // The one setting that the page may know; without it the calls go to Voisnap.
  envPrefix: ['VITE_', 'VOISNAP_URL'],
});
