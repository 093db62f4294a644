/**
 * How many replicas the senders of a channel are, and which part of an account's limit each channel has. Pure: settings, facts, memory and the decisions between them; docs/scaling.md.
 */
package dev.herald.operator.scaling;
