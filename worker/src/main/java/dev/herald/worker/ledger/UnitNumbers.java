package dev.herald.worker.ledger;

import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/** A number for each of many units, at some 25 to 50 bytes each: open addressing over arrays. */
public final class UnitNumbers {

    /** What {@link #get} gives for a unit that is not there; no number may be it. */
    public static final long NONE = Long.MIN_VALUE;

    private static final int FEWEST = 64;

    private long[] offsets = new long[FEWEST];
    private int[] recipients = new int[FEWEST];
    private long[] numbers = filled(FEWEST);
    private int size;
    /** No unit beyond was ever there: mostly all that it takes to say of a new one that it is not. */
    private long highest = Long.MIN_VALUE;

    private static long[] filled(int length) {
        var numbers = new long[length];
        Arrays.fill(numbers, NONE);
        return numbers;
    }

    public long get(Unit unit) {
        if (unit.offset() > highest) {
            return NONE;
        }
        return numbers[place(unit.offset(), unit.recipient())];
    }

    public void put(Unit unit, long number) {
        int place = place(unit.offset(), unit.recipient());
        if (numbers[place] == NONE) {
            size++;
            offsets[place] = unit.offset();
            recipients[place] = unit.recipient();
        }
        numbers[place] = number;
        highest = Math.max(highest, unit.offset());
        if (size > offsets.length / 4 * 3) {
            grow();
        }
    }

    /** @return whether it was there */
    public boolean remove(Unit unit) {
        if (unit.offset() > highest) {
            return false;
        }
        int gap = place(unit.offset(), unit.recipient());
        if (numbers[gap] == NONE) {
            return false;
        }
        size--;
        int mask = offsets.length - 1;
        // Whatever was pushed past the gap by those before it moves up.
        for (int next = gap + 1 & mask; numbers[next] != NONE; next = next + 1 & mask) {
            int home = home(offsets[next], recipients[next]);
            if ((next - home & mask) >= (next - gap & mask)) {
                move(next, gap);
                gap = next;
            }
        }
        numbers[gap] = NONE;
        return true;
    }

    public int size() {
        return size;
    }

    /** Goes through all, in no order. */
    public void forEach(ObjLongConsumer<Unit> each) {
        for (int place = 0; place < offsets.length; place++) {
            if (numbers[place] != NONE) {
                each.accept(new Unit(offsets[place], recipients[place]), numbers[place]);
            }
        }
    }

    private void move(int from, int to) {
        offsets[to] = offsets[from];
        recipients[to] = recipients[from];
        numbers[to] = numbers[from];
    }

    private int place(long offset, int recipient) {
        int mask = offsets.length - 1;
        int place = home(offset, recipient);
        while (numbers[place] != NONE && (offsets[place] != offset || recipients[place] != recipient)) {
            place = place + 1 & mask;
        }
        return place;
    }

    private int home(long offset, int recipient) {
        return Unit.hash(offset, recipient) & offsets.length - 1;
    }

    private void grow() {
        long[] oldOffsets = offsets;
        int[] oldRecipients = recipients;
        long[] oldNumbers = numbers;
        offsets = new long[oldOffsets.length * 2];
        recipients = new int[offsets.length];
        numbers = filled(offsets.length);
        for (int old = 0; old < oldOffsets.length; old++) {
            if (oldNumbers[old] != NONE) {
                int place = place(oldOffsets[old], oldRecipients[old]);
                offsets[place] = oldOffsets[old];
                recipients[place] = oldRecipients[old];
                numbers[place] = oldNumbers[old];
            }
        }
    }
}
