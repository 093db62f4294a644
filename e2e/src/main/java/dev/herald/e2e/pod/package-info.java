/**
 * What surrounds Herald on a real cluster, as pods of the image herald-e2e: a broker, sinks and a shop, and how a test speaks to them. Every
 * pod is asked and told over HTTP through the API server's own proxy, so that all that is needed of a cluster is its kubeconfig.
 */
package dev.herald.e2e.pod;
