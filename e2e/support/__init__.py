"""What the tests stand on: the server under test, an SMTP server, mails, browsers, people."""
