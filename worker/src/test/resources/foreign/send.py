"""Sends messages with the CloudEvents SDK, in both modes and each of json-v1 (as plain JSON), json-v2 and cbor-v1: send.py URL."""
import base64
import hashlib
import sys
import urllib.request
from datetime import datetime, timezone

import cbor2
from cloudevents.core.bindings.http import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

CONTENT = b"\0\n\xff"
MESSAGE = {"recipients": {"email": ["zoe@example.org"]}, "subject": "Grüße 😀", "text": "Hi"}
FILE = {"name": "a.bin", "contentType": "application/octet-stream"}
TEXT = {"content": base64.b64encode(CONTENT).decode()}
SECOND = {"contentId": "a@example.org", "disposition": "inline"}
DIGEST = hashlib.sha256(CONTENT)
TAGS = {"tags": {"vip": "", "tenant": "7"}}

BODIES = {
    "application/json": MESSAGE | {"attachments": [FILE | TEXT]},
    "application/vnd.herald.message.v2+json":
        MESSAGE | TAGS | {"attachments": [FILE | SECOND | {"sha256": DIGEST.hexdigest()} | TEXT]},
    "application/vnd.herald.message.v1+cbor": cbor2.dumps(
        MESSAGE | TAGS | {"attachments": [FILE | SECOND | {"sha256": DIGEST.digest(), "content": CONTENT}]}),
}

for number, (content_type, data) in enumerate(BODIES.items()):
    for convert in to_binary, to_structured:
        event = CloudEvent(
            attributes={
                "id": f"python-{number} %é",
                "source": "/python",
                "type": "order.paid",
                "subject": "Grüße \"100%\" 😀",
                "time": datetime(2026, 11, 23, 8, 0, 0, 123000, tzinfo=timezone.utc),
                "datacontenttype": content_type,
                "tenant": "seven",
            },
            data=data,
        )
        message = convert(event, JSONFormat())
        request = urllib.request.Request(sys.argv[1], data=message.body, headers=message.headers, method="POST")
        print(urllib.request.urlopen(request).status)
