"""A DNS server on loopback, over UDP and TCP, that knows what a test tells it and nothing else."""

from __future__ import annotations

from dnslib import MX, QTYPE, RCODE, RR, TXT, A, DNSRecord
from dnslib.server import BaseResolver, DNSHandler, DNSServer

from support.ports import free_port

KINDS = {"TXT": TXT, "A": A}


class Zone(BaseResolver):
    """Names that were told have what was told of them; others do not exist."""

    def __init__(self) -> None:
        self.records: dict[str, list[RR]] = {}

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        reply = request.reply()
        name = str(request.q.qname).lower()
        found = self.records.get(name)
        if found is None:
            # A name above one that is there exists, too.
            is_above = any(known.endswith("." + name) for known in self.records)
            reply.header.rcode = RCODE.NOERROR if is_above else RCODE.NXDOMAIN
        for record in found or []:
            if record.rtype == request.q.qtype:
                reply.add_answer(record)
        return reply


class Dns:
    """`with Dns() as dns:` it answers at `dns.address`."""

    def __init__(self) -> None:
        self.zone = Zone()
        self.address = f"127.0.0.1:{free_port()}"

    def __enter__(self) -> Dns:
        host, port = self.address.split(":")
        quiet = {"logger": _Silent()}
        self._servers = [DNSServer(self.zone, host, int(port), tcp=tcp, **quiet) for tcp in (False, True)]
        for server in self._servers:
            server.start_thread()
        return self

    def __exit__(self, *error: object) -> None:
        for server in self._servers:
            server.stop()
            server.server.server_close()

    def clear(self) -> None:
        self.zone.records.clear()

    def add(self, name: str, kind: str, *values: str) -> None:
        """`MX` values are hosts, all preferred alike. A long text is cut into pieces, as texts of DNS are."""
        key = name.lower() + "."
        records = self.zone.records.setdefault(key, [])
        for value in values:
            if kind == "MX":
                data = MX(value, 10 if value != "." else 0)
            elif kind == "TXT":
                data = TXT([value[start : start + 255] for start in range(0, len(value), 255)])
            else:
                data = KINDS[kind](value)
            records.append(RR(name, getattr(QTYPE, kind), rdata=data, ttl=0))

    def is_well_kept(self, domain: str) -> None:
        """A domain that nobody finds anything wrong with."""
        self.clear()
        self.add(domain, "MX", f"mail.{domain}")
        self.add(domain, "TXT", "v=spf1 mx -all")
        self.add(f"_dmarc.{domain}", "TXT", "v=DMARC1; p=reject")


class _Silent:
    """The library's logger, without its words."""

    def __getattr__(self, name: str) -> object:
        return lambda *anything: None
