"""Tries a decoder of BEAT on its vectors. Usage: python3 beat_vectors.py ../../vectors/beat.json"""

import json
import struct
import sys

HEAD = struct.Struct(">qBb")  # body length, command, status


class Malformed(Exception):
    pass


def text(field: bytes) -> str:
    end = field.find(b"\0")
    if end < 0:
        raise Malformed("no NUL within the field")
    try:
        return field[:end].decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error


def read_beat(packet: bytes):
    """The fields of a BEAT, or None while bytes are missing."""
    if len(packet) < HEAD.size:
        return None
    body_length, command, _status = HEAD.unpack_from(packet)
    if command != 11 or body_length != 146:
        raise Malformed(f"command {command} with a body of {body_length} bytes")
    body = packet[HEAD.size :]
    if len(body) < body_length:
        return None
    return {"group": text(body[:17]), "hostname": text(body[17:146])}


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        vectors = json.load(file)["vectors"]
    tried = wrong = 0
    for vector in vectors:
        if vector["kind"] != "request" or "hex" not in vector:
            continue
        try:
            got = read_beat(bytes.fromhex(vector["hex"]))
        except Malformed:
            got = "malformed"
        expected = {"valid": vector.get("fields"), "invalid": "malformed", "incomplete": None}[vector["verdict"]]
        tried += 1
        if got != expected:
            wrong += 1
            print(f"{vector['id']}: {vector['about']}: expected {expected}, got {got}")
    print(f"{tried} vectors, {wrong} wrong")
    return 1 if wrong or not tried else 0


sys.exit(main())
