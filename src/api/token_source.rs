//! Where access tokens come from.

use crate::{
    browser::{Provided, Provider, fixed},
    error::{Cause, Code, Error},
    secret::Secret,
    session::token,
};
use std::{error, fmt, rc::Rc};

/// Where access tokens come from: one JWT, or a function that gets one. Never an API key, which belongs on a server.
///
/// ```
/// use voisnap_webrtc::TokenSource;
///
/// let fixed = TokenSource::from("eyJhbGciOiJub25lIn0.e30.c2ln");
/// let fetched = TokenSource::from_fn(|| async {
///     // Get one from your server here.
///     Ok("eyJhbGciOiJub25lIn0.e30.c2ln".to_owned())
/// });
/// ```
#[derive(Clone)]
pub struct TokenSource(Token);

#[derive(Clone)]
enum Token {
    Fixed(Secret),
    Function(Provider),
}

impl TokenSource {
    /// A function that gets a JWT; it is called again whenever a token is needed.
    ///
    /// Its error becomes the [`cause`](Error::cause) of `token_failed`. A JavaScript exception becomes an error by
    /// [`Cause::from`].
    pub fn from_fn<F, Fut>(function: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = Result<String, Box<dyn error::Error>>> + 'static,
    {
        Self(Token::Function(Rc::new(move || {
            let token = function();
            Box::pin(async move { provided(token.await) })
        })))
    }

    /// What gives the tokens. A fixed one is judged here, before anything is touched.
    pub(super) fn parse(self) -> Result<Provider, Error> {
        let given = match self.0 {
            Token::Function(provider) => return Ok(provider),
            Token::Fixed(given) => given,
        };
        let token = token::read(given.expose()).map_err(|error| match error.code() {
            Code::TokenFailed => Error::new(Code::InvalidOptions, error.message().to_owned()),
            _ => error,
        })?;
        Ok(fixed(token.into_exposed()))
    }
}

impl From<&str> for TokenSource {
    fn from(token: &str) -> Self {
        Self(Token::Fixed(token.into()))
    }
}

impl From<String> for TokenSource {
    fn from(token: String) -> Self {
        Self(Token::Fixed(Secret::new(token)))
    }
}

impl fmt::Debug for TokenSource {
    /// Redacted: the token is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSource")
    }
}

pub(super) fn provided(given: Result<String, Box<dyn error::Error>>) -> Provided {
    given.map_err(|error| Some(Cause::from(error)))
}
