// Who is signed in to the page. Your application has this already: only `isSignedIn` matters to the token route.
import { randomUUID } from 'node:crypto';

const sessions = new Set();

/** The value of the request's session cookie. */
const sessionOf = request => /(?:^|;\s*)session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];

export const isSignedIn = request => sessions.has(sessionOf(request));

/** Signs everybody in, as no real page does. */
export const signIn = (request, response) => {
  const session = randomUUID();
  sessions.add(session);
  // `Secure` as well, once the page is on https. SameSite keeps other sites from using the session.
  response.writeHead(303, { 'set-cookie': `session=${session}; HttpOnly; SameSite=Lax; Path=/`, location: '/' }).end();
};
