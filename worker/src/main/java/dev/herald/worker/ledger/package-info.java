/**
 * The facts of a channel's ledger, their bytes, and the one reducer that says what they mean. Pure: no Kafka, no clock,
 * no thread. The layouts and rules are those of docs/formats.md, section 3.
 */
package dev.herald.worker.ledger;
