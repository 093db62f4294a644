/**
 * Herald as it is installed: by Helm, on a cluster with real pods, a broker and sinks as pods beside it. What arrives is counted at the sinks.
 */
package dev.herald.e2e.installed;
