"""Notes, for whoever is signed in. Accounts are Countersign's: nginx asks it about each request, and says here who it is
in `Remote-User` and `Remote-Email`. What is left to the application is its own table, keyed by the account's id."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

DATABASE = os.environ.get("NOTES_DATABASE", "notes.db")
NOTES = "CREATE TABLE IF NOT EXISTS notes (account TEXT NOT NULL, text TEXT NOT NULL)"

app = Flask(__name__)


@app.before_request
def trust_the_proxy_alone() -> None:
    # Whoever reached the application past the proxy could call themselves anybody. Empty: a Unix socket.
    if request.remote_addr not in ("", "127.0.0.1", "::1"):
        abort(403)
    # A form that another site made a browser send. Browsers say so by themselves, no token is needed.
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403)


def account() -> str:
    """The account's id, which stays when its address changes."""
    return request.headers.get("Remote-User") or abort(401)


def database() -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(DATABASE, isolation_level=None)
    connection.execute(NOTES)
    return closing(connection)


@app.get("/")
def home() -> str:
    return render_template("home.html")


@app.route("/notes", methods=["GET", "POST"])
def notes() -> str | Response:
    with database() as db:
        if request.method == "POST":
            db.execute("INSERT INTO notes VALUES (?, ?)", (account(), request.form["text"]))
            return redirect("/notes")
        rows = db.execute("SELECT text FROM notes WHERE account = ? ORDER BY rowid DESC", (account(),))
        return render_template("notes.html", notes=[text for (text,) in rows])


@app.get("/profile")
def profile() -> str:
    return render_template("profile.html", account=account())
