package dev.herald.operator.scaling;

import java.util.ArrayDeque;
import java.util.Deque;

/** Messages of one partition that wait, the oldest first. */
final class SimulatedPartition {
    /** Of a message: what is left of it by rounding. */
    private static final double CRUMB = 1e-9;

    private final Deque<Arrived> waiting = new ArrayDeque<>();
    private double backlog;

    /** Messages of one second. */
    private record Arrived(int second, double messages) {}

    void add(int second, double messages) {
        if (messages > 0) {
            waiting.add(new Arrived(second, messages));
            backlog += messages;
        }
    }

    /** Takes as many, or what there is. */
    double take(double most) {
        double left = Math.min(most, backlog);
        double taken = left;
        while (left > 0 && !waiting.isEmpty()) {
            Arrived oldest = waiting.removeFirst();
            if (oldest.messages() > left + CRUMB) {
                waiting.addFirst(new Arrived(oldest.second(), oldest.messages() - left));
                left = 0;
            } else {
                left -= oldest.messages();
            }
        }
        backlog = waiting.isEmpty() ? 0 : backlog - taken;
        return taken;
    }

    double backlog() {
        return backlog;
    }

    /** Age in seconds of the oldest that waits. */
    int age(int second) {
        return waiting.isEmpty() ? 0 : second - waiting.getFirst().second();
    }
}
