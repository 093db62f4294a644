/** A Herald to try things on, with all that it needs around it: on this machine, or on a cluster. */
package dev.herald.e2e.playground;
