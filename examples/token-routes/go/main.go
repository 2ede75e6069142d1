// GET /voice-token: exchanges the server's credentials for a short-lived JWT of Voisnap, for whoever is signed in to the page.
//
//	VOISNAP_EMAIL=... VOISNAP_PASSWORD=... go run .   (Go 1.19 or newer, nothing to install)
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// loginLimit is how long Voisnap may take to answer: less than the page's own limit for token and session (10 s).
const loginLimit = 5 * time.Second

// tokenRoute answers GET /voice-token.
type tokenRoute struct {
	baseURL string
	// Of a Voisnap user who may call the agent, and nothing else.
	email, password string
	// isSignedIn is your own check.
	isSignedIn func(*http.Request) bool
	client     *http.Client
}

func (route *tokenRoute) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		refuse(w, http.StatusMethodNotAllowed, "Use GET.")
		return
	}
	if !route.isSignedIn(r) {
		refuse(w, http.StatusUnauthorized, "Sign in first.")
		return
	}
	credentials, err := json.Marshal(map[string]string{"email": route.email, "password": route.password})
	if err != nil {
		refuse(w, http.StatusInternalServerError, "The login could not be written.")
		return
	}
	login, err := http.NewRequestWithContext(r.Context(), http.MethodPost, route.baseURL+"/api/v1/auth/login", bytes.NewReader(credentials))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "The login could not be written.")
		return
	}
	login.Header.Set("Content-Type", "application/json")
	response, err := route.client.Do(login)
	if err != nil {
		log.Print("Voisnap did not answer the login.")
		refuse(w, http.StatusBadGateway, "Voisnap does not answer.")
		return
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusTooManyRequests {
		if wait := response.Header.Get("Retry-After"); wait != "" {
			w.Header().Set("Retry-After", wait)
		}
		refuse(w, http.StatusTooManyRequests, "Too many calls at the moment.")
		return
	}
	var body struct {
		AccessToken string `json:"accessToken"`
	}
	// Whatever else is wrong is the server's to repair, and not the user's.
	if response.StatusCode/100 != 2 || json.NewDecoder(response.Body).Decode(&body) != nil || body.AccessToken == "" {
		log.Printf("Voisnap gave no token: status %d.", response.StatusCode)
		refuse(w, http.StatusBadGateway, "Voisnap gave no token.")
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprint(w, body.AccessToken)
}

// refuse answers with problem details (RFC 9457).
func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"status": status, "detail": detail})
}

// sessions knows who is signed in to the page. Your application has this already.
type sessions struct{ known sync.Map }

func (s *sessions) isSignedIn(r *http.Request) bool {
	cookie, err := r.Cookie("session")
	if err != nil {
		return false
	}
	_, known := s.known.Load(cookie.Value)
	return known
}

// signIn signs everybody in, as no real page does.
func (s *sessions) signIn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.NotFound(w, r)
		return
	}
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		refuse(w, http.StatusInternalServerError, "There is no random source.")
		return
	}
	session := hex.EncodeToString(random)
	s.known.Store(session, true)
	// Secure as well, once the page is on https. SameSite keeps other sites from using the session.
	http.SetCookie(w, &http.Cookie{Name: "session", Value: session, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	email, password := os.Getenv("VOISNAP_EMAIL"), os.Getenv("VOISNAP_PASSWORD")
	if email == "" || password == "" {
		log.Fatal("Set VOISNAP_EMAIL and VOISNAP_PASSWORD: the credentials stay in the environment of the server.")
	}
	users := &sessions{}
	routes := http.NewServeMux()
	routes.HandleFunc("/sign-in", users.signIn)
	routes.Handle("/voice-token", &tokenRoute{
		baseURL:    setting("VOISNAP_URL", "https://api.voisnap.ai"),
		email:      email,
		password:   password,
		isSignedIn: users.isSignedIn,
		client:     &http.Client{Timeout: loginLimit},
	})
	listener, err := net.Listen("tcp", "127.0.0.1:"+setting("PORT", "3000"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("ready on http://localhost:%d/\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, routes))
}
