"""Verifies a webhook with the Standard Webhooks library: webhook.py SECRET BODY_FILE, headers as JSON in HEADERS."""
import json
import os
import sys

from standardwebhooks import Webhook, WebhookVerificationError

secret, body_file = sys.argv[1:]
headers = json.loads(os.environ["HEADERS"])
with open(body_file, "rb") as file:
    body = file.read()
payload = Webhook(secret).verify(body, headers)
try:
    Webhook(secret).verify(body + b" ", headers)
    sys.exit("a changed body was verified")
except WebhookVerificationError:
    pass
print(payload["type"], payload["data"]["text"])
