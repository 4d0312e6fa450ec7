"""Seals a webhook key as the server keeps it, from the key file alone: a second reading of
Sources/Secrets/Envelope.swift."""

import base64
import hashlib
import hmac
import os
import uuid

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def seal(key_file, content, table, column, row, tenant):
    """For one row of one tenant, both by their ids."""
    name, master = current_key(key_file)
    wrapping = hmac.digest(master, b"symbolon/v1/envelope", hashlib.sha256)
    place = [b"row", table.encode(), column.encode(), uuid.UUID(row).bytes, uuid.UUID(tenant).bytes]
    data_key, key_nonce, nonce = os.urandom(32), os.urandom(12), os.urandom(12)
    wrapped = AESGCM(wrapping).encrypt(key_nonce, data_key, fields(b"symbolon/v1/envelope/key", name, *place))
    sealed = AESGCM(data_key).encrypt(nonce, content, fields(b"symbolon/v1/envelope/content", *place))
    return bytes([1, len(name)]) + name + key_nonce + wrapped + nonce + sealed


def current_key(path):
    """Name and bytes of the first key of a key file."""
    with open(path, encoding="utf-8") as file:
        words = next(line.split() for line in file if line.strip() and not line.startswith("#"))
    return words[0].encode(), base64.b64decode(words[1])


def fields(*parts):
    """Each preceded by its length."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)
