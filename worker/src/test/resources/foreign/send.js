// Sends a message with the CloudEvents SDK, in both modes: send.js URL.
const { CloudEvent, HTTP } = require("cloudevents");

async function main(url) {
  for (const [number, convert] of [HTTP.binary, HTTP.structured].entries()) {
    const event = new CloudEvent({
      id: `js-${number}`,
      source: "/js",
      type: "order.paid",
      subject: "order 17",
      time: "2026-11-23T08:00:00.123Z",
      tenant: "seven",
      data: {
        recipients: { email: ["zoe@example.org"] },
        subject: "Grüße 😀",
        text: "Hi",
        attachments: [{ name: "a.bin", contentType: "application/octet-stream", content: "AAr/" }],
      },
    });
    const message = convert(event);
    const response = await fetch(url, { method: "POST", headers: message.headers, body: message.body });
    console.log(response.status);
  }
}

main(process.argv[2]);
