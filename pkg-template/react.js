'use client';
// @ts-check
// The entry for React, 18 and newer: a call as a hook.
import { useEffect, useInsertionEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { INITIAL, createStore } from './react/store.js';

/** @import { UseVoiceCallOptions, VoiceCallHandle } from './types/react.js' */

const getServerSnapshot = () => INITIAL;

/**
 * See types/react.d.ts.
 * @param {UseVoiceCallOptions} options
 * @returns {VoiceCallHandle}
 */
export const useVoiceCall = options => {
  const [store] = useState(() => createStore(options));
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot, getServerSnapshot);
  const { muted = snapshot.muted } = options;

  useInsertionEffect(() => store.setOptions(options));
  useEffect(() => {
    if (options.muted !== undefined) store.applyMuted(options.muted);
  }, [store, options.muted]);
  useEffect(store.mount, [store]);

  return useMemo(() => ({ ...snapshot, ...store.actions, muted }), [store, snapshot, muted]);
};
