/**
 * How one revision of a pipeline's workers follows another, and in which format messages are written meanwhile. Pure: states, facts and the decisions between them; docs/rollouts.md.
 */
package dev.herald.operator.rollout;
