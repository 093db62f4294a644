package dev.herald.operator.scaling;

/**
 * What is measured of one partition.
 *
 * @param backlog
 *            as in {@link ScalingFigures}
 * @param arrivalsPerSecond
 *            as in {@link ScalingFigures}
 */
public record PartitionFigures(long backlog, double arrivalsPerSecond) {}
