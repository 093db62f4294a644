"""Compares the golden files of the formats with each other, by parsers that are not ours: golden.py FOLDER."""
import base64
import hashlib
import json
import pathlib
import sys
from decimal import Decimal

import cbor2

folder = pathlib.Path(sys.argv[1])


def text(name):
    message = json.loads((folder / name).read_bytes(), parse_float=Decimal)
    for attachment in message.get("attachments", []):
        attachment["content"] = base64.b64decode(attachment["content"], validate=True)
        if "sha256" in attachment:
            attachment["sha256"] = bytes.fromhex(attachment["sha256"])
    return message


def as_second(message):
    """What the second version holds of a message of the first."""
    for attachment in message.get("attachments", []):
        attachment["sha256"] = hashlib.sha256(attachment["content"]).digest()
    if "tags" in message:
        message["tags"] = dict.fromkeys(message["tags"], "")
    return message


names = sorted(file.name[len("json-v2-"):] for file in folder.glob("json-v2-*.golden"))
for name in names:
    second = text("json-v2-" + name)
    binary = cbor2.loads((folder / ("cbor-v1-" + name)).read_bytes())
    if second != binary:
        sys.exit(f"{name}: {second} is not {binary}")
    for attachment in second.get("attachments", []):
        if attachment["sha256"] != hashlib.sha256(attachment["content"]).digest():
            sys.exit(f"{name}: {attachment['name']} has another digest")
    if (folder / ("json-v1-" + name)).exists() and as_second(text("json-v1-" + name)) != second:
        sys.exit(f"{name}: json-v1 is not {second}")
print(len(names))
