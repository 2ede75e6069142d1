/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Another API than Voisnap's: the emulator's. */
  readonly VOISNAP_URL?: string;
}
