package dev.herald.operator.leader;

/**
 * What a replica stands for.
 *
 * @param namespace
 *            of the Lease
 * @param lease
 *            its name
 * @param identity
 *            of the replica, that no other living process has
 */
public record Candidacy(String namespace, String lease, String identity) {}
