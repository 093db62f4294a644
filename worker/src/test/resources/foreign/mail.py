"""Reads a mail with Python's own parser and prints what it finds as JSON: mail.py FILE."""
import email
import hashlib
import json
import sys
from email import policy

with open(sys.argv[1], "rb") as file:
    mail = email.message_from_binary_file(file, policy=policy.default)
defects = [str(defect) for part in mail.walk() for defect in part.defects]
print(json.dumps({
    "subject": mail["subject"],
    "from": mail["from"],
    "to": mail["to"],
    "id": mail["message-id"],
    "date": mail["date"].datetime.isoformat(),
    "text": mail.get_body(("plain",)).get_content(),
    "html": mail.get_body(("html",)).get_content(),
    "attachments": [[part.get_filename(), part.get_content_type(),
                     hashlib.sha256(part.get_payload(decode=True)).hexdigest()] for part in mail.iter_attachments()],
    "shown": [[part["content-id"], part.get_content_disposition(), part.get_filename()]
              for part in mail.walk() if part.get_content_disposition() == "inline"],
    "defects": defects,
}))
