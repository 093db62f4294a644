// Compares the golden files of the second version in JSON and CBOR, by parsers that are not ours: golden.js FOLDER.
const assert = require("assert");
const cbor = require("cbor");
const crypto = require("crypto");
const fs = require("fs");
const path = require("path");

const sha256 = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");

// A decimal fraction (RFC 8949 section 3.4.4), as JavaScript reads one in JSON.
const decimal = ([exponent, mantissa]) => Number(`${mantissa}e${exponent}`);

function main(folder) {
  const names = fs.readdirSync(folder).filter((name) => /^json-v2-.*\.golden$/.test(name));
  for (const name of names) {
    const text = JSON.parse(fs.readFileSync(path.join(folder, name), "utf-8"));
    for (const attachment of text.attachments ?? []) {
      attachment.content = Buffer.from(attachment.content, "base64");
      assert.strictEqual(attachment.sha256, sha256(attachment.content), name);
      attachment.sha256 = Buffer.from(attachment.sha256, "hex");
    }
    const file = path.join(folder, name.replace("json-v2", "cbor-v1"));
    assert.deepStrictEqual(cbor.decodeFirstSync(fs.readFileSync(file), { tags: { 4: decimal } }), text, name);
  }
  console.log(names.length);
}

main(process.argv[2]);
