/** A token of this page's own backend. What it throws reaches the user as `token_failed`. */
export const voiceToken = async () => {
  const response = await fetch('/voice-token', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/voice-token answered ${response.status}`);
  return response.text();
};
