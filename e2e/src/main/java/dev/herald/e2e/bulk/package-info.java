/** Traffic in large numbers: a producer that writes to the log itself, an endpoint that answers cheaply, and a count of both in little memory. */
package dev.herald.e2e.bulk;
