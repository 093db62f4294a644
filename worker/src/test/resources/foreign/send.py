"""Sends a message with the CloudEvents SDK, in both modes: send.py URL."""
import sys
import urllib.request
from datetime import datetime, timezone

from cloudevents.core.bindings.http import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

for number, convert in enumerate((to_binary, to_structured)):
    event = CloudEvent(
        attributes={
            "id": f"python-{number} %é",
            "source": "/python",
            "type": "order.paid",
            "subject": "Grüße \"100%\" 😀",
            "time": datetime(2026, 11, 23, 8, 0, 0, 123000, tzinfo=timezone.utc),
            "datacontenttype": "application/json",
            "tenant": "seven",
        },
        data={
            "recipients": {"email": ["zoe@example.org"]},
            "subject": "Grüße 😀",
            "text": "Hi",
            "attachments": [{"name": "a.bin", "contentType": "application/octet-stream", "content": "AAr/"}],
        },
    )
    message = convert(event, JSONFormat())
    request = urllib.request.Request(sys.argv[1], data=message.body, headers=message.headers, method="POST")
    print(urllib.request.urlopen(request).status)
