/**
 * The status stream: what became of each message, published as CloudEvents on the status topic. It has a consumer, a bounded
 * queue, a producer and a thread of its own, so that a topic that takes nothing delays nobody else.
 */
package dev.herald.worker.status.stream;
