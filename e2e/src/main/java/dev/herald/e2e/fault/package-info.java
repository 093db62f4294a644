/** Other builds of the worker, faulty ones among them, made of its sources: the product itself has no switch for a fault. */
package dev.herald.e2e.fault;
