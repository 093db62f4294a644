/** A real Kafka in a process of its own. */
package dev.herald.e2e.broker;
