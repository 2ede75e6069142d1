// What the person at the microphone reads when a call fails: by the error's category, and by its code where that can say more.

/** One row for each category: the headline, and what to do. */
const BY_CATEGORY = {
  permission: ['The microphone is not allowed', 'Please allow the microphone for this page, then try again.'],
  device: ['The microphone cannot be used', 'Please check the microphone, or choose another one.'],
  network: ['The connection failed', 'Please check your network, then try again.'],
  auth: ['You could not be signed in', 'Please sign in again, then try again.'],
  server: ['The service is not available', 'Please try again in a moment.'],
  agent: ['The agent cannot take the call', 'Please try again later.'],
  configuration: ['The call is not set up correctly', 'This is a mistake of the page, not yours.'],
  internal: ['Something went wrong', 'The microphone is off. Please try again.'],
};

/** Where a code says more than its category. */
const BY_CODE = {
  microphone_denied: ['The microphone is not allowed', 'Allow it for this page in the address bar of the browser, then call again.'],
  microphone_dismissed: ['The microphone is not allowed', 'Call again, and allow the microphone when the browser asks.'],
  microphone_blocked: ['The microphone is blocked', 'The settings of this device or of this page keep it off.'],
  microphone_not_found: ['There is no microphone', 'Please connect one, or choose another one.'],
  microphone_in_use: ['The microphone is in use', 'Please close the other program that uses it.'],
  unsupported_browser: ['This browser cannot call', 'Please use a current Chrome, Edge, Firefox or Safari.'],
  rate_limited: ['Too many calls just now', 'Please wait a moment, then try again.'],
  connection_lost: ['The connection was lost', 'Please check your network, then call again.'],
  session_expired: ['The call took too long to start', 'Please try again.'],
};

/** The headline and the sentence for an error; anything that is no VoisnapError counts as a defect. */
export function textsFor({ code, category }) {
  const [title, text] = BY_CODE[code] ?? BY_CATEGORY[category] ?? BY_CATEGORY.internal;
  return { title, text };
}
