/** The receiving side: what arrived is counted here, and here alone faults are made. */
package dev.herald.e2e.sink;
