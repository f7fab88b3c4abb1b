//! The test app itself: what a test forgets to look at makes it fail.

use super::{ADA, PASSWORD, TestApp};

#[tokio::test]
#[should_panic(expected = "mail unread: [confirm to ada@example.net]")]
async fn a_test_that_leaves_a_mail_unread_fails() {
    let app = TestApp::start().await;
    app.browser().sign_up(ADA, PASSWORD).await;
    app.deliver().await;
}

#[tokio::test]
#[should_panic(expected = "jobs undone: [\"sign_up to ada@example.net\"]")]
async fn a_test_that_leaves_a_job_undone_fails() {
    let app = TestApp::start().await;
    app.browser().sign_up(ADA, PASSWORD).await;
}

#[tokio::test]
async fn a_test_that_says_so_may_leave_both() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    app.browser().sign_up(ADA, PASSWORD).await;
}
