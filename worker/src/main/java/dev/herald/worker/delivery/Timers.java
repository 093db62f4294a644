package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Unit;
import java.util.Arrays;

/** Units by due time, 20 bytes each: a binary heap in three arrays. */
final class Timers {

    private long[] due = new long[16];
    private long[] offset = new long[16];
    private int[] recipient = new int[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** The earliest, in milliseconds since 1970. */
    long firstDue() {
        return due[0];
    }

    void add(long dueMillis, Unit unit) {
        if (size == due.length) {
            due = Arrays.copyOf(due, size * 2);
            offset = Arrays.copyOf(offset, size * 2);
            recipient = Arrays.copyOf(recipient, size * 2);
        }
        int at = size++;
        while (at > 0 && dueMillis < due[(at - 1) / 2]) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        put(at, dueMillis, unit.offset(), unit.recipient());
    }

    Unit removeFirst() {
        Unit first = new Unit(offset[0], recipient[0]);
        size--;
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            int earlier = child + 1 < size && due[child + 1] < due[child] ? child + 1 : child;
            if (due[size] <= due[earlier]) {
                break;
            }
            move(earlier, at);
            at = earlier;
        }
        put(at, due[size], offset[size], recipient[size]);
        return first;
    }

    private void move(int from, int to) {
        put(to, due[from], offset[from], recipient[from]);
    }

    private void put(int at, long dueMillis, long logOffset, int index) {
        due[at] = dueMillis;
        offset[at] = logOffset;
        recipient[at] = index;
    }
}
