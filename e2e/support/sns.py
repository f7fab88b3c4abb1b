"""Amazon SNS on loopback: it hands out its certificate, confirms subscriptions, and signs messages as SNS does
(Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages")."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from support.web import Asked, WebServer

TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail-events"
CERTIFICATE = "/SimpleNotificationService-1.pem"

# What is signed, in this order, where it is there.
OF_NOTIFICATIONS = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
OF_OTHERS = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")

Fields = dict[str, str]


class SnsServer(WebServer):
    def __init__(self) -> None:
        # The topics and tokens that somebody confirmed.
        self.confirmed: list[tuple[str, str]] = []
        self.token = secrets.token_hex(32)
        super().__init__()

    @property
    def environment(self) -> dict[str, str]:
        """What an operator sets."""
        return {"COUNTERSIGN_SES_TOPICS": TOPIC, "COUNTERSIGN_SNS_ENDPOINT": self.url}

    # Messages as they stand in a request's body.

    def notification(self, content: Any, **fields: str) -> Fields:
        """What SES published; `content` is its JSON. `fields` stand in for those that SNS would set."""
        return self.sign(
            {
                "Type": "Notification",
                "MessageId": str(uuid.uuid4()),
                "TopicArn": TOPIC,
                "Subject": "Amazon SES Email Event Notification",
                "Message": json.dumps(content),
                "Timestamp": stamp(),
                "SignatureVersion": "2",
                "SigningCertURL": self.url + CERTIFICATE,
                "UnsubscribeURL": f"{self.url}/?Action=Unsubscribe",
            }
            | fields
        )

    def subscription(self, topic: str = TOPIC, kind: str = "SubscriptionConfirmation") -> Fields:
        """A topic asks whether its messages are wanted, or says that they no longer come."""
        query = urlencode({"Action": "ConfirmSubscription", "TopicArn": topic, "Token": self.token})
        fields = self.notification("You have chosen to subscribe to the topic", TopicArn=topic)
        del fields["Subject"], fields["UnsubscribeURL"]
        own = {"Type": kind, "Token": self.token, "SubscribeURL": f"{self.url}/?{query}"}
        return self.sign(fields | own)

    def sign(self, fields: Fields, by: RSAPrivateKey | None = None) -> Fields:
        names = OF_NOTIFICATIONS if fields["Type"] == "Notification" else OF_OTHERS
        text = "".join(f"{name}\n{fields[name]}\n" for name in names if name in fields)
        version = hashes.SHA1() if fields["SignatureVersion"] == "1" else hashes.SHA256()
        signature = (by or own_key()).sign(text.encode(), PKCS1v15(), version)
        return fields | {"Signature": base64.b64encode(signature).decode()}

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        super().answer(asked)
        path = asked.path
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if path == CERTIFICATE:
            return 200, certificate()
        if query.get("Action") == "ConfirmSubscription":
            self.confirmed.append((query["TopicArn"], query["Token"]))
            return 200, b"<ConfirmSubscriptionResponse/>"
        return 404, b""


# What SES says.


def bounce(ses_id: str, address: str, kind: str = "Permanent") -> dict[str, Any]:
    """A notification of an identity."""
    recipient = {
        "emailAddress": address,
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 no such user here",
    }
    return {
        "notificationType": "Bounce",
        "bounce": {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": [recipient]},
        "mail": {"messageId": ses_id, "destination": [address]},
    }


def complaint(ses_id: str, address: str) -> dict[str, Any]:
    """An event of a configuration set."""
    return {
        "eventType": "Complaint",
        "complaint": {"complainedRecipients": [{"emailAddress": address}], "complaintFeedbackType": "abuse"},
        "mail": {"messageId": ses_id, "destination": [address]},
    }


# Times and keys.


def stamp(ago: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) - ago).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@cache
def own_key() -> RSAPrivateKey:
    return new_key()


def new_key() -> RSAPrivateKey:
    return generate_private_key(65_537, 2_048)


@cache
def certificate() -> bytes:
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")]), datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(own_key().public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    made = builder.not_valid_after(now + timedelta(days=1)).sign(own_key(), hashes.SHA256())
    return made.public_bytes(Encoding.PEM)
