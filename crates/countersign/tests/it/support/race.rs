//! Many requests at the same instant.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::Barrier;

/// Starts one task for each future, lets them go together, and gives what each came to, in order.
pub async fn at_once<F>(all: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let all: Vec<F> = all.into_iter().collect();
    let start = Arc::new(Barrier::new(all.len()));
    let tasks: Vec<_> = all
        .into_iter()
        .map(|one| {
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                one.await
            })
        })
        .collect();
    let mut came_to = Vec::new();
    for task in tasks {
        came_to.push(task.await.unwrap());
    }
    came_to
}
