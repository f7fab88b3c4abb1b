"""Amazon SES on loopback, by moto: it keeps the mails, and knows which senders were verified."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from support.mails import Mail
from support.ports import free_port
from support.waiting import until
from support.web import Asked, WebServer

REGION = "eu-west-1"
# moto takes any credentials, but wants to see some.
SIGNED = f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/{REGION}/ses/aws4_request, SignedHeaders=host, Signature=0"


class SesServer:
    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.log_path = directory / "moto.log"
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                cwd=directory,
                env={"PATH": os.environ["PATH"], "HOME": str(directory), "AWS_EC2_METADATA_DISABLED": "true"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> SesServer:
        until(self._is_ready, "moto to answer", 30)
        return self

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)

    @property
    def environment(self) -> dict[str, str]:
        """What an operator sets."""
        return {
            "COUNTERSIGN_MAIL_URL": f"ses://{REGION}?endpoint=http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "a-secret-key-that-nobody-sees",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def verify(self, identity: str) -> None:
        status, answer = self._ask("POST", "/v2/email/identities", {"EmailIdentity": identity})
        assert status == 200, answer

    def sent(self) -> dict[str, Mail]:
        """Every mail by the name that SES gave it."""
        status, data = self._ask("GET", "/moto-api/data.json")
        assert status == 200, data
        kept = json.loads(data)["ses"].get("RawMessage", [])
        return {mail["id"]: Mail(mail["raw_data"].encode(), mail["source"]) for mail in kept}

    def _is_ready(self) -> bool:
        code = self.process.poll()
        assert code is None, f"moto ended with {code}:\n{self.log_path.read_text(errors='replace')}"
        try:
            return self._ask("GET", "/moto-api/data.json")[0] == 200
        except OSError:
            return False

    def _ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Authorization": SIGNED, "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class SandboxedSes(WebServer):
    """In front of moto, which knows no accounts: answers for one, in SES's words, and passes the rest on."""

    def __init__(self, behind: SesServer) -> None:
        self.behind = behind
        self.account: dict[str, Any] = {
            "DedicatedIpAutoWarmupEnabled": False,
            "EnforcementStatus": "HEALTHY",
            "ProductionAccessEnabled": False,
            "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 0.0},
            "SendingEnabled": True,
        }
        super().__init__()

    @property
    def environment(self) -> dict[str, str]:
        return self.behind.environment | {"COUNTERSIGN_MAIL_URL": f"ses://{REGION}?endpoint={self.url}"}

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        if asked.path == "/v2/email/account":
            return 200, json.dumps(self.account).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.behind.port, timeout=10)
        try:
            connection.request(asked.method, asked.path, asked.body or None, asked.headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
