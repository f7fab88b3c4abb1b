//! What SES's answer means, or the lack of one: whether this mail, the account or the way there is at fault.
//! Codes: SES API v2 reference, SendEmail, and its page of common errors.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sesv2::config::http::HttpResponse;
use aws_sdk_sesv2::error::{ConnectorError, ProvideErrorMetadata, SdkError};
use countersign_core::mail::Trouble;
use hyper_util::client::legacy::Error as ClientError;

use super::WHOLE;
use crate::Delivery;
use crate::message::{causes, joined, short_line};

pub(super) fn of_error<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Delivery {
    match error {
        SdkError::ServiceError(refusal) => {
            let (status, error) = (refusal.raw().status().as_u16(), refusal.err());
            of_refusal(status, error.code().unwrap_or_default(), error.message().unwrap_or_default())
        }
        SdkError::ResponseError(strange) => of_refusal(strange.raw().status().as_u16(), "", ""),
        SdkError::TimeoutError(_) => Delivery::Later(format!("no answer within {} s", WHOLE.as_secs())),
        SdkError::DispatchFailure(failure) => failure.as_connector_error().map_or_else(later, of_connection),
        SdkError::ConstructionFailure(_) => later(),
        _ => later(),
    }
}

/// As `of_error`, but for a question about the account: if SES answers, and knows who asks, the way is open.
///
/// # Errors
/// The reason why it is not.
pub(super) fn of_question<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Result<String, String> {
    let status = error.raw_response().map_or(0, |raw| raw.status().as_u16());
    // A policy need not allow the question, and a stand-in need not know it.
    if status == 404 || matches!(error.code(), Some("AccessDenied" | "AccessDeniedException")) {
        return Ok("it does not tell about the account".to_owned());
    }
    match of_error(error) {
        Delivery::Sent(words) | Delivery::Never { words, .. } => Ok(words),
        Delivery::Later(words) if error.code().is_some() && status < 500 => Ok(words),
        Delivery::SlowDown(words) | Delivery::Down(Trouble::Quota | Trouble::Sender, words) => Ok(words),
        Delivery::Later(words) | Delivery::Down(_, words) => Err(words),
    }
}

fn of_refusal(status: u16, code: &str, message: &str) -> Delivery {
    let words = match (code, message) {
        ("", _) => format!("HTTP status {status}, and not in SES's words"),
        (_, "") => code.to_owned(),
        (..) => short_line(&format!("{code}: {message}")),
    };
    let message = message.to_ascii_lowercase();
    let down = |trouble, words| Delivery::Down(trouble, words);
    match code {
        _ if status >= 500 => Delivery::Later(words),
        // One code for two limits: so many a second, and so many a day.
        "TooManyRequestsException" | "ThrottlingException" | "Throttling" | "LimitExceededException"
            if message.contains("quota") =>
        {
            down(Trouble::Quota, words)
        }
        "TooManyRequestsException" | "ThrottlingException" | "Throttling" | "RequestThrottled" => {
            Delivery::SlowDown(words)
        }
        "LimitExceededException" | "SendingPausedException" | "AccountSuspendedException" => {
            down(Trouble::Quota, words)
        }
        // Older ways of saying the same.
        "AccountSendingPausedException" | "ConfigurationSetSendingPausedException" => down(Trouble::Quota, words),
        "MessageRejected" if message.starts_with("sending paused") => down(Trouble::Quota, words),
        "MailFromDomainNotVerifiedException" => down(Trouble::Sender, words),
        "MessageRejected"
        | "BadRequestException"
        | "NotFoundException"
        | "InvalidParameter"
        | "InvalidParameterValue"
        | "InvalidParameterCombination"
        | "ValidationError"
        | "ValidationException" => Delivery::Never { words, of_address: false },
        "AccessDenied"
        | "AccessDeniedException"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "NotAuthorized"
        | "OptInRequired" => down(Trouble::SignIn, words),
        _ if matches!(status, 401 | 403) => down(Trouble::SignIn, words),
        _ if status == 429 => Delivery::SlowDown(words),
        // Somebody in between, such as a proxy or a page to sign in to a network.
        "" => down(Trouble::Refused, words),
        // Not known to be for good.
        _ => Delivery::Later(words),
    }
}

fn of_connection(error: &ConnectorError) -> Delivery {
    let words = |step: &str| short_line(&format!("{step}: {}", with_causes(error)));
    if causes(error).any(|cause| cause.is::<CredentialsError>()) {
        Delivery::Down(Trouble::SignIn, words("no AWS credentials"))
    } else if causes(error).any(|cause| cause.is::<rustls::Error>()) {
        Delivery::Down(Trouble::Encryption, words("TLS with SES"))
    } else if error.is_timeout() || causes(error).any(is_of_connecting) {
        // The only time limit that a connection has is the one of making it.
        Delivery::Down(Trouble::Unreachable, words("connecting to SES"))
    } else {
        Delivery::Later(words("waiting for SES"))
    }
}

fn is_of_connecting(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<ClientError>().is_some_and(ClientError::is_connect)
}

fn later() -> Delivery {
    Delivery::Later("the SDK of AWS could not make the call".to_owned())
}

/// Without the SDK's own outermost words, which say nothing ("io error").
fn with_causes(error: &ConnectorError) -> String {
    let text = joined(causes(error).skip(1).map(ToString::to_string));
    if text.is_empty() { error.to_string() } else { text }
}
