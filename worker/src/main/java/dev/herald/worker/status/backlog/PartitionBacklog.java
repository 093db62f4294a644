package dev.herald.worker.status.backlog;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The messages of one partition of the log that address one channel and are not yet taken in. Exact while they are few; a
 * long backlog is kept in blocks of several messages, so that its size in memory is bounded: then figures are right to
 * within a block, of which there are at least half of {@value #MOST_BLOCKS}.
 */
final class PartitionBacklog {

    static final int MOST_BLOCKS = 256;

    /** Some messages in a row, with the accept times of the first and the last, and when the first of them was due. */
    private record Block(long first, long last, int count, long oldest, long newest, long due) {
        Block and(Block next) {
            return new Block(first, next.last, count + next.count, oldest, next.newest, Math.min(due, next.due));
        }

        /** What is left of it from an offset on; messages are taken to lie evenly. */
        Block from(long offset) {
            double left = (double) (last - offset + 1) / (last - first + 1);
            long accepted = newest - Math.round((newest - oldest) * left);
            return new Block(offset, last, (int) Math.max(1, Math.round(count * left)), accepted, newest,
                    Math.max(due, accepted));
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
        var block = new Block(offset, offset, 1, accepted, accepted, due);
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
}
