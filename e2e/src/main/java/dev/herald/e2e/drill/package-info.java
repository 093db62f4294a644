/** Faults that once were incidents, re-enacted end to end, with the outcome counted at the receiving side: {@code bin/drill}. */
package dev.herald.e2e.drill;
