package dev.herald.worker.status.backlog;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

import dev.herald.worker.status.scaling.Due;

/**
 * The messages of one partition of the log that address one channel and are not yet taken in. Exact while they are few; a
 * long backlog is kept in blocks of several messages, so that its size in memory is bounded: then figures are right to
 * within a block, of which there are at least half of {@value #MOST_BLOCKS}.
 */
final class PartitionBacklog {

    static final int MOST_BLOCKS = 256;

    /**
     * Some messages in a row, with the accept times of the first and the last, and when the first of them was due.
     *
     * @param prompt
     *            those due when they were accepted; the others are {@code delayed}
     */
    private record Block(long first, long last, int count, long oldest, long newest, long due, Dues prompt,
            Dues delayed) {
        static Block of(long offset, long accepted, long due) {
            boolean isDelayed = due > accepted;
            return new Block(offset, offset, 1, accepted, accepted, due, isDelayed ? Dues.NONE : Dues.of(due),
                    isDelayed ? Dues.of(due) : Dues.NONE);
        }

        Block and(Block next) {
            return new Block(first, next.last, count + next.count, oldest, next.newest, Math.min(due, next.due),
                    prompt.and(next.prompt), delayed.and(next.delayed));
        }

        /** What is left of it from an offset on; messages are taken to lie evenly. */
        Block from(long offset) {
            double left = (double) (last - offset + 1) / (last - first + 1);
            long accepted = newest - Math.round((newest - oldest) * left);
            int some = (int) Math.max(1, Math.round(count * left));
            int later = prompt.count() == 0 ? some : Math.min(some, (int) Math.round(delayed.count() * left));
            return new Block(offset, last, some, accepted, newest, Math.max(due, accepted), prompt.only(some - later),
                    delayed.only(later));
        }
    }

    private ArrayDeque<Block> blocks = new ArrayDeque<>();
    private int blockSize = 1;
    private long progress;
    private long lag;

    /**
     * A message that addresses the channel.
     *
     * @param accepted
     *            in milliseconds since 1970
     * @param due
     *            not earlier than accepted
     */
    void arrived(long offset, long accepted, long due) {
        if (offset < progress) {
            return;
        }
        var block = Block.of(offset, accepted, due);
        Block last = blocks.peekLast();
        if (last != null && last.count < blockSize) {
            blocks.pollLast();
            blocks.add(last.and(block));
        } else {
            makeRoom();
            blocks.add(block);
        }
        lag++;
    }

    private void makeRoom() {
        if (blocks.size() == MOST_BLOCKS) {
            blockSize *= 2;
            blocks = pairs();
        } else if (blocks.size() < MOST_BLOCKS / 4 && blockSize > 1) {
            blockSize /= 2;
        }
    }

    private ArrayDeque<Block> pairs() {
        var pairs = new ArrayDeque<Block>(MOST_BLOCKS);
        while (!blocks.isEmpty()) {
            Block first = blocks.poll();
            pairs.add(blocks.isEmpty() ? first : first.and(blocks.poll()));
        }
        return pairs;
    }

    /** All below this offset was taken in. A commit that was lost takes it back; nothing is made of that. */
    void progress(long offset) {
        progress = Math.max(progress, offset);
        while (!blocks.isEmpty() && blocks.peek().last < progress) {
            lag -= blocks.poll().count;
        }
        Block head = blocks.peek();
        if (head != null && head.first < progress) {
            Block rest = head.from(progress);
            lag -= head.count - rest.count;
            blocks.poll();
            blocks.addFirst(rest);
        }
    }

    long lag() {
        return lag;
    }

    /** When the one that was due first was due, in milliseconds since 1970. */
    Optional<Long> oldest() {
        return blocks.stream().map(Block::due).min(Long::compare);
    }

    /**
     * What is due at a time of what is not taken in.
     *
     * @param takenIn
     *            all below this offset was taken in, whether or not that is committed
     * @param at
     *            in milliseconds since 1970
     */
    Due due(long takenIn, long at) {
        long count = 0;
        long oldest = Dues.NEVER;
        long next = Dues.NEVER;
        for (Block block : blocks) {
            if (block.last >= takenIn) {
                Block rest = block.first < takenIn ? block.from(takenIn) : block;
                count += rest.prompt.by(at) + rest.delayed.by(at);
                oldest = Math.min(oldest, rest.due);
                next = Math.min(next, rest.delayed.after(at));
            }
        }
        return new Due(count, oldest <= at ? time(oldest) : Optional.empty(), time(next));
    }

    private static Optional<Instant> time(long millis) {
        return millis == Dues.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
