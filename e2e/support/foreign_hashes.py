"""Password hashes as other applications make them, by the libraries that these use, at low costs."""

from __future__ import annotations

import base64
import hashlib
import secrets
import warnings
from collections.abc import Callable

import argon2
import bcrypt
from argon2.low_level import Type, hash_secret
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.contrib.auth import hashers
from flask import Flask
from flask_bcrypt import Bcrypt
from werkzeug.security import generate_password_hash

with warnings.catch_warnings():
    # passlib looks for a module that Python is about to lose.
    warnings.simplefilter("ignore", DeprecationWarning)
    from passlib import hash as passlib

    # Before a class is derived from it: passlib finds its own way to the library only once.
    passlib.argon2.set_backend("argon2_cffi")

settings.configure()

Maker = Callable[[str], str]

# bcrypt's least; imports have to be told that such hashes are taken.
ROUNDS = 4


def werkzeug(method: str) -> Maker:
    return lambda password: generate_password_hash(password, method=method)


def django(hasher: type[hashers.BasePasswordHasher], **cost: int) -> Maker:
    made = type("Cheap", (hasher,), cost)()
    return lambda password: str(made.encode(password, made.salt()))


def flask_bcrypt(handle_long_passwords: bool) -> Maker:
    app = Flask("old")
    app.config["BCRYPT_HANDLE_LONG_PASSWORDS"] = handle_long_passwords
    return lambda password: str(Bcrypt(app).generate_password_hash(password, ROUNDS).decode())


def plain_bcrypt(prefix: bytes, pepper: str = "") -> Maker:
    """As Devise has it by way of bcrypt-ruby, which cuts behind 72 bytes."""

    def make(password: str) -> str:
        salt = bcrypt.gensalt(ROUNDS, prefix=b"2b").replace(b"2b", prefix, 1)
        return bcrypt.hashpw((password + pepper).encode()[:72], salt).decode()

    return make


def version_16(password: str) -> str:
    """The first Argon2, before it was finished."""
    return hash_secret(password.encode(), secrets.token_bytes(16), 1, 1_024, 1, 32, Type.I, version=16).decode()


FORMATS: dict[str, Maker] = {
    "werkzeug scrypt": werkzeug("scrypt:1024:8:1"),
    "werkzeug pbkdf2 sha1": werkzeug("pbkdf2:sha1:1000"),
    "werkzeug pbkdf2 sha256": werkzeug("pbkdf2:sha256:1000"),
    "werkzeug pbkdf2 sha512": werkzeug("pbkdf2:sha512:1000"),
    "django pbkdf2_sha256": django(hashers.PBKDF2PasswordHasher, iterations=1_000),
    "django pbkdf2_sha1": django(hashers.PBKDF2SHA1PasswordHasher, iterations=1_000),
    "django argon2": django(hashers.Argon2PasswordHasher, time_cost=1, memory_cost=1_024, parallelism=2),
    "django bcrypt_sha256": django(hashers.BCryptSHA256PasswordHasher, rounds=ROUNDS),
    "django bcrypt": django(hashers.BCryptPasswordHasher, rounds=ROUNDS),
    "django scrypt": django(hashers.ScryptPasswordHasher, work_factor=1_024),
    "flask-bcrypt": flask_bcrypt(False),
    "bcrypt 2a": plain_bcrypt(b"2a"),
    "bcrypt 2y": plain_bcrypt(b"2y"),
    "passlib pbkdf2-sha1": passlib.pbkdf2_sha1.using(rounds=1_000).hash,
    "passlib pbkdf2-sha256": passlib.pbkdf2_sha256.using(rounds=1_000).hash,
    "passlib pbkdf2-sha512": passlib.pbkdf2_sha512.using(rounds=1_000).hash,
    "passlib scrypt": passlib.scrypt.using(rounds=10).hash,
    "passlib bcrypt": passlib.bcrypt.using(rounds=ROUNDS).hash,
    "passlib bcrypt-sha256": passlib.bcrypt_sha256.using(rounds=ROUNDS).hash,
    "passlib bcrypt-sha256, the first": passlib.bcrypt_sha256.using(rounds=ROUNDS, version=1).hash,
    "passlib argon2": passlib.argon2.using(rounds=1, memory_cost=1_024).hash,
    "argon2-cffi": argon2.PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1).hash,
    "argon2-cffi argon2i": argon2.PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1, type=Type.I).hash,
    "argon2-cffi argon2d": argon2.PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1, type=Type.D).hash,
    "argon2-cffi version 16": version_16,
}

PEPPER = secrets.token_hex(64)
DEVISE = plain_bcrypt(b"2a", PEPPER)
FLASK_BCRYPT_LONG = flask_bcrypt(True)


class Firebase:
    """A project with its `hash_config`, made of scrypt and AES as github.com/firebase/scrypt has it."""

    ROUNDS = 8
    MEM_COST = 6

    def __init__(self) -> None:
        self.signer_key = secrets.token_bytes(64)
        self.salt_separator = secrets.token_bytes(1)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "COUNTERSIGN_FIREBASE_SIGNER_KEY": base64.b64encode(self.signer_key).decode(),
            "COUNTERSIGN_FIREBASE_SALT_SEPARATOR": base64.b64encode(self.salt_separator).decode(),
            "COUNTERSIGN_FIREBASE_ROUNDS": str(self.ROUNDS),
            "COUNTERSIGN_FIREBASE_MEM_COST": str(self.MEM_COST),
        }

    def hash(self, password: str) -> str:
        salt = secrets.token_bytes(10)
        cost = {"n": 2**self.MEM_COST, "r": self.ROUNDS, "p": 1}
        key = hashlib.scrypt(password.encode(), salt=salt + self.salt_separator, **cost, dklen=64)[:32]
        encryptor = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor()
        encrypted = encryptor.update(self.signer_key) + encryptor.finalize()
        return f"firebase_scrypt${base64.b64encode(salt).decode()}${base64.b64encode(encrypted).decode()}"
