/** Processes, addresses and files that end together, however the JVM that made them ends. */
package dev.herald.e2e.process;
