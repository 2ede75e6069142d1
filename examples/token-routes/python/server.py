"""GET /voice-token: exchanges the server's credentials for a short-lived JWT of Voisnap, for whoever is signed in to the page.

VOISNAP_EMAIL=... VOISNAP_PASSWORD=... python3 server.py   (Python 3.9 or newer, nothing to install)
"""

import json
import os
import secrets
import sys
import urllib.error
import urllib.request
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BASE_URL = os.environ.get("VOISNAP_URL", "https://api.voisnap.ai")
# Of a Voisnap user who may call the agent, and nothing else.
EMAIL = os.environ.get("VOISNAP_EMAIL")
PASSWORD = os.environ.get("VOISNAP_PASSWORD")
# How long Voisnap may take to answer, in seconds: less than the page's own limit for token and session (10 s).
LOGIN_LIMIT = 5

# Who is signed in to the page. Your application has this already.
sessions = set()


class Refused(Exception):
    """An answer other than a token: its status, its text, and further headers."""

    def __init__(self, status, detail, headers=None):
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


def request_token():
    """Logs in to Voisnap and returns the JWT."""
    login = urllib.request.Request(
        f"{BASE_URL}/api/v1/auth/login",
        data=json.dumps({"email": EMAIL, "password": PASSWORD}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(login, timeout=LOGIN_LIMIT) as response:
            token = json.load(response).get("accessToken")
    except urllib.error.HTTPError as error:
        if error.code == 429:
            wait = error.headers.get("Retry-After")
            raise Refused(429, "Too many calls at the moment.", {"Retry-After": wait} if wait else None) from None
        # Whatever else is wrong is the server's to repair, and not the user's.
        print(f"Voisnap gave no token: status {error.code}.", file=sys.stderr)
        raise Refused(502, "Voisnap gave no token.") from None
    except (OSError, ValueError, AttributeError) as error:
        print(f"Voisnap did not answer the login: {type(error).__name__}.", file=sys.stderr)
        raise Refused(502, "Voisnap does not answer.") from None
    if not isinstance(token, str):
        raise Refused(502, "Voisnap gave no token.")
    return token


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.split("?")[0] != "/voice-token":
            return self.answer(404, "text/plain", "Not found.")
        try:
            if not self.is_signed_in():
                raise Refused(401, "Sign in first.")
            self.answer(200, "text/plain; charset=utf-8", request_token())
        except Refused as refused:
            problem = json.dumps({"status": refused.status, "detail": refused.detail})
            self.answer(refused.status, "application/problem+json", problem, refused.headers)

    def do_POST(self):
        """Signs everybody in, as no real page does."""
        if self.path != "/sign-in":
            return self.answer(404, "text/plain", "Not found.")
        session = secrets.token_urlsafe()
        sessions.add(session)
        # `Secure` as well, once the page is on https. SameSite keeps other sites from using the session.
        cookie = f"session={session}; HttpOnly; SameSite=Lax; Path=/"
        self.answer(303, "text/plain", "", {"Set-Cookie": cookie, "Location": "/"})

    def is_signed_in(self):
        session = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        return session is not None and session.value in sessions

    def answer(self, status, content_type, text, headers=None):
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": len(body), "Cache-Control": "no-store", **(headers or {})}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    if not EMAIL or not PASSWORD:
        sys.exit("Set VOISNAP_EMAIL and VOISNAP_PASSWORD: the credentials stay in the environment of the server.")
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Handler)
    print(f"ready on http://localhost:{server.server_port}/", flush=True)
    server.serve_forever()
