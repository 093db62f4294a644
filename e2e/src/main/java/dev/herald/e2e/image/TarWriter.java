package dev.herald.e2e.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes files into a tar archive: ustar, all of root's, readable by everybody, of 1970. */
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void file(String path, byte[] content) throws IOException {
        header(path, content.length);
        out.write(content);
        fill(content.length);
    }

    /**
     * A file of known size.
     *
     * @throws IOException when the content has another
     */
    void file(String path, long size, InputStream content) throws IOException {
        header(path, size);
        if (content.transferTo(out) != size) {
            throw new IOException(path + " does not have the " + size + " bytes that were announced");
        }
        fill(size);
    }

    private void header(String path, long size) throws IOException {
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IOException("longer than " + LONGEST_NAME + " bytes: " + path);
        }
        var header = new byte[BLOCK];
        put(header, 0, path);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (var octet : header) {
            sum += octet & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        out.write(header);
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private void fill(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    /** Writes the end of the archive. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
