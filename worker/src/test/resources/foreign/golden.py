"""Compares the golden files of the two formats with each other, by parsers that are not ours: golden.py FOLDER."""
import base64
import json
import pathlib
import sys
from decimal import Decimal

import cbor2

folder = pathlib.Path(sys.argv[1])
names = sorted(file.name[len("json-v1-"):] for file in folder.glob("json-v1-*.golden"))
for name in names:
    text = json.loads((folder / ("json-v1-" + name)).read_bytes(), parse_float=Decimal)
    binary = cbor2.loads((folder / ("cbor-v1-" + name)).read_bytes())
    for attachment in text.get("attachments", []):
        attachment["content"] = base64.b64decode(attachment["content"], validate=True)
    if text != binary:
        sys.exit(f"{name}: {text} is not {binary}")
print(len(names))
