// GET /voice-token: what your backend does for its signed-in users, here in Vite's development server.

const { VOISNAP_URL = 'https://api.voisnap.ai', VOISNAP_EMAIL = 'demo@example.com', VOISNAP_PASSWORD = 'demo' } = process.env;

/** A short-lived JWT for the page. Email and password stay here. */
const requestToken = async () => {
  const response = await fetch(`${VOISNAP_URL}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: VOISNAP_EMAIL, password: VOISNAP_PASSWORD }),
  });
  if (!response.ok) throw new Error(`Voisnap's login answered ${response.status}`);
  return (await response.json()).accessToken;
};

export const voiceToken = () => ({
  name: 'voice-token',
  configureServer: server => {
    server.middlewares.use('/voice-token', async (_request, response) => {
      // Your own sign-in is checked here: who is not signed in gets 401.
      try {
        const token = await requestToken();
        response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(token);
      } catch (error) {
        console.error(error);
        response.writeHead(502, { 'content-type': 'text/plain' }).end('There is no token at the moment.');
      }
    });
  },
});
