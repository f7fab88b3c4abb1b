//! Gates around a whole router of the application, as tower layers: who may pass is asked once, before any handler, and
//! what was found out is handed on to `SignedIn`.

use std::convert::Infallible;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use tower::{Layer, Service};

use super::signed_in::{Rejection, Standing, standing};
use crate::Countersign;
use crate::http::parts::cross_origin::refusal;
use crate::http::parts::problem::Problem;

/// Gates for routers of your own, as tower layers. Lay them with [`Router::route_layer`](axum::Router::route_layer) before
/// you nest Countersign's router, which has gates of its own: a layer stands before the routes that were added until then.
impl Countersign {
    /// Lets pass who is signed in. Others are refused with a [`Rejection`].
    ///
    /// ```
    /// # use axum::{Router, routing::get};
    /// # fn members(countersign: countersign::Countersign) -> Router {
    /// Router::new()
    ///     .route("/dashboard", get(async || "for members"))
    ///     .route_layer(countersign.require_signed_in())
    ///     .nest("/account-area", countersign.router())
    /// # }
    /// ```
    #[must_use]
    pub fn require_signed_in(&self) -> Gate {
        self.gate(Opens::ToSignedIn)
    }

    /// Lets pass everybody but a browser that signed up and has not confirmed its address yet: that one is led to its
    /// confirmation from every page, as on Countersign's own.
    #[must_use]
    pub fn require_confirmed(&self) -> Gate {
        self.gate(Opens::ToAllButUnconfirmed)
    }

    /// Refuses what another site made a browser send (POST and the like, by `Sec-Fetch-Site`, else `Origin` against the
    /// base URL), as Countersign does for its own forms. Cookies with `SameSite=Lax` keep most of that away; this is for
    /// the rest, such as other names below your domain.
    #[must_use]
    pub fn refuse_cross_origin(&self) -> Gate {
        self.gate(Opens::SameOrigin)
    }

    fn gate(&self, opens: Opens) -> Gate {
        Gate { countersign: self.clone(), opens }
    }
}

#[derive(Clone, Copy)]
enum Opens {
    ToSignedIn,
    ToAllButUnconfirmed,
    SameOrigin,
}

/// A tower layer; made by [`Countersign::require_signed_in`] and its like.
#[derive(Clone)]
pub struct Gate {
    countersign: Countersign,
    opens: Opens,
}

impl<S> Layer<S> for Gate {
    type Service = Gated<S>;

    fn layer(&self, inner: S) -> Gated<S> {
        Gated { gate: self.clone(), inner }
    }
}

/// A service behind a [`Gate`].
#[derive(Clone)]
pub struct Gated<S> {
    gate: Gate,
    inner: S,
}

impl<S> Service<Request> for Gated<S>
where
    S: Service<Request, Error = Infallible> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let gate = self.gate.clone();
        // The one that is ready is the one to be called.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            if let Err(rejection) = gate.admit(&mut parts).await {
                return Ok(rejection.into_response());
            }
            inner.call(Request::from_parts(parts, body)).await.map(IntoResponse::into_response)
        })
    }
}

impl Gate {
    async fn admit(&self, parts: &mut Parts) -> Result<(), Rejection> {
        let site = self.countersign.site();
        let problem = match self.opens {
            Opens::SameOrigin => refusal(site, &parts.method, &parts.uri, &parts.headers),
            Opens::ToSignedIn | Opens::ToAllButUnconfirmed => match standing(site, parts).await {
                Ok(Standing::SignedIn(signed_in)) => {
                    parts.extensions.insert(signed_in);
                    None
                }
                Ok(Standing::Unconfirmed) => Some(Problem::unconfirmed()),
                Ok(Standing::Nobody) => matches!(self.opens, Opens::ToSignedIn).then(Problem::unauthenticated),
                Err(error) => Some(error.into()),
            },
        };
        problem.map_or(Ok(()), |problem| Err(Rejection::new(site, problem, parts)))
    }
}
