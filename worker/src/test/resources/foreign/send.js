// Sends messages with the CloudEvents SDK, in both modes and each of json-v1 (as plain JSON), json-v2 and cbor-v1:
// send.js URL.
const cbor = require("cbor");
const { CloudEvent, HTTP } = require("cloudevents");
const crypto = require("crypto");

const content = Buffer.from([0, 10, 255]);
const message = { recipients: { email: ["zoe@example.org"] }, subject: "Grüße 😀", text: "Hi" };
const file = { name: "a.bin", contentType: "application/octet-stream" };
const second = { contentId: "a@example.org", disposition: "inline" };
const digest = crypto.createHash("sha256").update(content).digest();
const tags = { vip: "", tenant: "7" };
const base64 = content.toString("base64");
const bodies = [
  ["application/json", { ...message, attachments: [{ ...file, content: base64 }] }],
  [
    "application/vnd.herald.message.v2+json",
    { ...message, tags, attachments: [{ ...file, ...second, sha256: digest.toString("hex"), content: base64 }] },
  ],
  [
    "application/vnd.herald.message.v1+cbor",
    new Uint8Array(cbor.encode({ ...message, tags, attachments: [{ ...file, ...second, sha256: digest, content }] })),
  ],
];

async function main(url) {
  for (const [number, [datacontenttype, data]] of bodies.entries()) {
    for (const convert of [HTTP.binary, HTTP.structured]) {
      const event = new CloudEvent({
        id: `js-${number}`,
        source: "/js",
        type: "order.paid",
        subject: "order 17",
        time: "2026-11-23T08:00:00.123Z",
        tenant: "seven",
        datacontenttype,
        data,
      });
      const request = convert(event);
      const response = await fetch(url, { method: "POST", headers: request.headers, body: request.body });
      console.log(response.status);
      if (!response.ok) {
        console.log(await response.text());
      }
    }
  }
}

main(process.argv[2]);
