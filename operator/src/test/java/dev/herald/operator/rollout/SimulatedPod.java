package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A worker: it comes up late, sees the live file late, and goes late. */
final class SimulatedPod {
    private record Coming(int at, SimulatedLive live) {}

    final String name;
    final String role;
    final String channel;
    final String revision;
    final SimulatedRelease release;
    final int created;
    private final Deque<Coming> coming = new ArrayDeque<>();
    private SimulatedLive live;
    int readyAt;
    int endsAt = Integer.MAX_VALUE;
    int crashesAt = Integer.MAX_VALUE;

    SimulatedPod(String name, String role, String channel, String revision, SimulatedRelease release, int created,
            int readyAt, SimulatedLive live) {
        this.name = name;
        this.role = role;
        this.channel = channel;
        this.revision = revision;
        this.release = release;
        this.created = created;
        this.readyAt = readyAt;
        this.live = live;
    }

    boolean runs(int now) {
        return now >= readyAt && now < endsAt;
    }

    /** A pod that ends does not count as ready, and still works for a while. */
    boolean ready(int now) {
        return now >= readyAt && endsAt == Integer.MAX_VALUE;
    }

    boolean ending() {
        return endsAt != Integer.MAX_VALUE;
    }

    void told(SimulatedLive next, int at) {
        int later = coming.isEmpty() ? at : Math.max(at, coming.getLast().at());
        coming.addLast(new Coming(later, next));
    }

    SimulatedLive live(int now) {
        while (!coming.isEmpty() && coming.getFirst().at() <= now) {
            live = coming.removeFirst().live();
        }
        return live;
    }

    boolean works(int now) {
        return runs(now) && role.equals("send") && live(now).gives(channel, revision);
    }

    Report.Worker heartbeat(int now) {
        return new Report.Worker(name, role, channel, revision, Instant.ofEpochSecond(now), release.reads(),
                role.equals("ingest") ? release.writes() : List.of(), live(now).format(), 0, null);
    }
}
