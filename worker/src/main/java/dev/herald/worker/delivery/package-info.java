/**
 * The owner of a partition: who may send what, when, as a pure state machine. No Kafka, no clock, no thread; what
 * surrounds it carries out its commands. The rules are those of docs/formats.md, sections 3 and 4.
 */
package dev.herald.worker.delivery;
