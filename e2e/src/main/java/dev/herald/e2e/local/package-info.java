/** A Kubernetes without nodes: Deployments, Jobs and pods as processes of this machine, on whatever API server. */
package dev.herald.e2e.local;
