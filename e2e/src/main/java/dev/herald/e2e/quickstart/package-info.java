/** The first look: {@code bin/quickstart}. */
package dev.herald.e2e.quickstart;
