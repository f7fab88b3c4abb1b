//! Countersign inside another axum application: what `Builder` has built can be nested (`router`), run (`worker`) and asked
//! (`SignedIn`, the gates). Everything behind these is the program's own: same doors, same flows, same worker.

mod builder;
mod gate;
mod signed_in;

use std::future::Future;

use axum::Router;
use countersign_store::host::{self, Transaction};
use tokio_util::sync::CancellationToken;

use crate::Countersign;
use crate::http::{self, Site};
use crate::worker::{self, Worker};

pub use builder::{BuildError, Builder};
pub use gate::{Gate, Gated};
pub use signed_in::{Refused, Rejection, SignedIn};

/// What only an application that embeds us asks for.
pub struct Embedded {
    site: Site,
    worker: Worker,
}

/// For applications that embed Countersign.
impl Countersign {
    /// Begins to set Countersign up, with the default of every setting.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// All pages and the JSON API, to be nested into your router at the path of the base URL:
    ///
    /// ```
    /// # fn nest(countersign: countersign::Countersign) -> axum::Router {
    /// // base_url is https://example.org/account-area
    /// axum::Router::new().nest("/account-area", countersign.router())
    /// # }
    /// ```
    ///
    /// Without a path in the base URL it takes every path that you do not: `.fallback_service(countersign.router())`. Then
    /// its "not found" page is yours, too; to `merge` it works as well, as long as you have no fallback of your own.
    ///
    /// It sets its own security headers, refuses what other sites made a browser send, gives a request 30 seconds and
    /// catches panics, all for its own pages only. Health and figures are at [`ops_router`](Self::ops_router). Serve with
    /// `into_make_service_with_connect_info::<SocketAddr>()`: rate limits count by the address a request comes from.
    pub fn router(&self) -> Router {
        http::router(self.site().clone(), false)
    }

    /// `/healthz`, `/readyz` and `/metrics`, to be nested wherever only operators and their programs come.
    pub fn ops_router(&self) -> Router {
        http::ops_router(self.site().clone())
    }

    /// Sends the mail that is queued, and cleans up what is over; for as long as it is polled, so spawn it. Without a
    /// worker, here or in another process with the same database and keys (`countersign worker`), no mail goes out.
    ///
    /// Once `stop` resolves, the mails on their way are finished, in at most 60 seconds, and the future resolves. Mail that
    /// is left waits in the database. Stop serving first, then wait for the worker, then [`close`](Self::close):
    ///
    /// ```
    /// # async fn run(countersign: countersign::Countersign, app: axum::Router) -> Result<(), Box<dyn std::error::Error>> {
    /// use std::net::SocketAddr;
    ///
    /// async fn stop() {
    ///     let _ = tokio::signal::ctrl_c().await;
    /// }
    ///
    /// let worker = tokio::spawn(countersign.worker(stop()));
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    /// let service = app.into_make_service_with_connect_info::<SocketAddr>();
    /// axum::serve(listener, service).with_graceful_shutdown(stop()).await?;
    /// worker.await?;
    /// countersign.close().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn worker(&self, stop: impl Future<Output = ()> + Send + 'static) -> impl Future<Output = ()> + Send + 'static {
        let worker = self.embedded().worker.another();
        async move {
            let told = CancellationToken::new();
            let work = worker.run(told.clone());
            tokio::pin!(work);
            tokio::select! {
                () = &mut work => return,
                () = stop => told.cancel(),
            }
            if tokio::time::timeout(worker::DRAIN, work).await.is_err() {
                tracing::warn!("given up with mail in hand");
            }
        }
    }

    /// A page of Countersign as a path on your host: `/account-area/sign-in` for `/sign-in`. For links of your own pages.
    #[must_use]
    pub fn path(&self, page: &str) -> String {
        self.site().path(page)
    }

    /// Runs your own statements in one transaction on Countersign's database: committed if `work` succeeds, else rolled
    /// back. On SQLite it is the one writer while it runs, so be brief.
    ///
    /// # Errors
    /// What `work` returns, or what the database makes of the transaction.
    ///
    /// # Examples
    ///
    /// ```
    /// # async fn names(countersign: &countersign::Countersign) -> Result<Vec<String>, countersign::sql::Error> {
    /// let rows = countersign
    ///     .transaction(async |tx| tx.fetch_all("SELECT display_name FROM profiles ORDER BY 1", []).await)
    ///     .await?;
    /// rows.iter().map(|row| row.get("display_name")).collect()
    /// # }
    /// ```
    pub async fn transaction<T, E: From<host::Error>>(
        &self,
        work: impl AsyncFnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tx = self.db.begin().await.map_err(host::Error::from)?;
        let done = work(&mut tx.host()).await?;
        tx.commit().await.map_err(host::Error::from)?;
        Ok(done)
    }

    /// Waits for what is under way on the database and closes its connections. Last of all.
    pub async fn close(&self) {
        self.db.close().await;
    }

    fn site(&self) -> &Site {
        &self.embedded().site
    }

    fn embedded(&self) -> &Embedded {
        self.embedded.as_ref().expect("whoever embeds us has it from the builder")
    }
}
