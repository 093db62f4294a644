/** An API server in memory. */
package dev.herald.e2e.local.api;
