"""Accounts in a Flask application, as its tutorials build them: Flask-Login's signed session, Flask-Bcrypt, a link by
itsdangerous, the mail as a job of RQ. `scripts/beside-classic` measures it beside Countersign; what such an application
lacks is in docs/guide/from-flask.md.
"""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, abort, jsonify, render_template, request, session, url_for
from flask_bcrypt import Bcrypt
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_mail import Mail, Message
from flask_sqlalchemy import SQLAlchemy
from itsdangerous import BadSignature, URLSafeTimedSerializer
from redis import Redis
from rq import Queue
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

SESSION_LIFETIME = timedelta(days=30)
CONFIRM_WITHIN_S = 3600
SALT = "confirm"
FORMAT = "%Y-%m-%dT%H:%M:%SZ"

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["SECRET_KEY"],
    SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"],
    # Unset it is Flask-Bcrypt's own: 12.
    BCRYPT_LOG_ROUNDS=int(os.environ.get("BCRYPT_LOG_ROUNDS", "12")),
    MAIL_SERVER="127.0.0.1",
    MAIL_PORT=int(os.environ["MAIL_PORT"]),
    MAIL_DEFAULT_SENDER=("Example Accounts", "accounts@example.org"),
    SESSION_COOKIE_SAMESITE="Lax",
)
db = SQLAlchemy(app)
bcrypt = Bcrypt(app)
mail = Mail(app)
login_manager = LoginManager(app)
jobs = Queue(connection=Redis.from_url(os.environ["REDIS_URL"]))
links = URLSafeTimedSerializer(app.config["SECRET_KEY"])


class User(UserMixin, db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "users"

    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(255), unique=True, nullable=False)
    password_hash = db.Column(db.String(60), nullable=False)
    confirmed = db.Column(db.Boolean, nullable=False, default=False)
    locale = db.Column(db.String(35), nullable=False, default="en")
    created_at = db.Column(db.DateTime(timezone=True), nullable=False, default=lambda: datetime.now(UTC))


@login_manager.user_loader
def load_user(id_: str) -> User | None:
    return db.session.get(User, int(id_))


@login_manager.unauthorized_handler
def unauthorized() -> None:
    abort(401)


@app.errorhandler(HTTPException)
def problem(error: HTTPException) -> tuple[Response, int | None]:
    return jsonify(title=error.name, status=error.code), error.code


@app.post("/sign-up")
def sign_up() -> tuple[Response, int]:
    email, password = address_and_password()
    if db.session.scalar(db.select(User).filter_by(email=email)):
        abort(409)
    db.session.add(User(email=email, password_hash=bcrypt.generate_password_hash(password).decode()))
    try:
        db.session.commit()
    except IntegrityError:
        abort(409)
    url = url_for("confirm", token=links.dumps(email, salt=SALT), _external=True)
    jobs.enqueue(send_confirmation, email, url, result_ttl=0)
    return jsonify(status="check_mail"), 202


def send_confirmation(email: str, url: str) -> None:
    """The job. A worker calls it outside of any request."""
    with app.app_context():
        message = Message("Please confirm your address", recipients=[email])
        message.body = render_template("mail/confirm.txt", url=url)
        message.html = render_template("mail/confirm.html", url=url)
        mail.send(message)


@app.get("/confirm/<token>")
def confirm(token: str) -> Response:
    try:
        email = links.loads(token, salt=SALT, max_age=CONFIRM_WITHIN_S)
    except BadSignature:
        abort(400)
    user = db.first_or_404(db.select(User).filter_by(email=email))
    user.confirmed = True
    db.session.commit()
    return jsonify(status="confirmed")


@app.post("/sign-in")
def sign_in() -> Response:
    email, password = address_and_password()
    user = db.session.scalar(db.select(User).filter_by(email=email))
    if user is None or not bcrypt.check_password_hash(user.password_hash, password):
        abort(401)
    if not user.confirmed:
        abort(403)
    login_user(user)
    now = datetime.now(UTC)
    session["began"] = [str(uuid.uuid4()), now.strftime(FORMAT), (now + SESSION_LIFETIME).strftime(FORMAT)]
    return jsonify(account_and_session())


@app.post("/sign-out")
@login_required
def sign_out() -> tuple[str, int]:
    logout_user()
    return "", 204


@app.get("/session")
@login_required
def show_session() -> Response:
    return jsonify(account_and_session())


def address_and_password() -> tuple[str, str]:
    body = request.get_json()
    match body:
        case {"email": str(email), "password": str(password)} if "@" in email and len(password) >= 15:
            return email.strip().lower(), password
    abort(422)


def account_and_session() -> dict[str, Any]:
    """As Countersign's `GET /api/v1/session` answers."""
    id_, created_at, expires_at = session["began"]
    return {
        "account": {
            "id": str(current_user.id),
            "email": current_user.email,
            "confirmed": current_user.confirmed,
            "created_at": current_user.created_at.astimezone(UTC).strftime(FORMAT),
            "locale": current_user.locale,
        },
        "session": {"id": id_, "created_at": created_at, "expires_at": expires_at},
    }
