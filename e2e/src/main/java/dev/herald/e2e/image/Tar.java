package dev.herald.e2e.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads the files of a tar archive one after the other: ustar, with the long names of POSIX. */
final class Tar {
    private static final int BLOCK = 512;

    private Tar() {
    }

    /**
     * @param path without a leading {@code /} or {@code ./}
     * @param type of ustar: {@code 0} a file, {@code 5} a folder, {@code 1} and {@code 2} links
     * @param mode permission bits
     */
    record Entry(String path, char type, int mode, long user, long group, long size, Instant modified) {
        boolean isFile() {
            return type == '0';
        }

        boolean isExecutable() {
            return isFile() && (mode & 0111) != 0;
        }
    }

    /** Told each entry, in the archive's order. */
    @FunctionalInterface
    interface Visitor {
        /** @param content of this entry alone; what is not read is skipped */
        void visit(Entry entry, InputStream content) throws IOException;
    }

    static void read(InputStream tar, Visitor visitor) throws IOException {
        String longPath = null;
        for (byte[] header = tar.readNBytes(BLOCK); header.length == BLOCK
                && header[0] != 0; header = tar.readNBytes(BLOCK)) {
            long size = octal(header, 124, 12);
            char type = header[156] == 0 ? '0' : (char) header[156];
            var content = new Content(tar, size);
            if (type == 'x') {
                longPath = pathOf(content.readAllBytes());
            } else if (type != 'g') {
                visitor.visit(new Entry(plain(longPath == null ? path(header) : longPath), type,
                        (int) octal(header, 100, 8), octal(header, 108, 8), octal(header, 116, 8), size,
                        Instant.ofEpochSecond(octal(header, 136, 12))), content);
                longPath = null;
            }
            tar.skipNBytes(content.left + (BLOCK - size % BLOCK) % BLOCK);
        }
    }

    private static String path(byte[] header) {
        var prefix = text(header, 345, 155);
        var name = text(header, 0, 100);
        return prefix.isEmpty() || !text(header, 257, 6).equals("ustar") ? name : prefix + "/" + name;
    }

    private static String plain(String path) {
        return path.replaceFirst("^(\\./|/)+", "").replaceFirst("/+$", "");
    }

    /** The path among POSIX' records, each {@code LENGTH KEY=VALUE\n}; null if they say none. */
    private static String pathOf(byte[] records) {
        for (var line : new String(records, StandardCharsets.UTF_8).split("\n")) {
            var record = line.substring(line.indexOf(' ') + 1);
            if (record.startsWith("path=")) {
                return record.substring("path=".length());
            }
        }
        return null;
    }

    private static long octal(byte[] header, int from, int length) {
        var digits = text(header, from, length).strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static final class Content extends InputStream {
        private final InputStream tar;
        private long left;

        private Content(InputStream tar, long size) {
            this.tar = tar;
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = tar.read(bytes, from, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the archive ends in the middle of a file");
            }
            left -= count;
            return count;
        }
    }
}
