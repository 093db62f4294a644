package dev.herald.e2e.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The 253 addresses {@code 127.x.y.2} to {@code 127.x.y.254} for one sandbox, so that every pod has an address of its own and every container
 * its usual port. On Linux all of 127.0.0.0/8 is there without configuration. The range is claimed by listening on its first address: the
 * claim ends with this JVM and leaves no file.
 */
public final class Loopback implements AutoCloseable {
    private static final int CLAIM_PORT = 20127;
    private static final int FIRST = 2;
    private static final int LAST = 254;
    private static final int ATTEMPTS = 200;

    private final int second;
    private final int third;
    private final ServerSocket claim;
    private final BitSet taken = new BitSet();
    private int latest = LAST;

    private Loopback(int second, int third, ServerSocket claim) {
        this.second = second;
        this.third = third;
        this.claim = claim;
    }

    static Loopback claim() throws IOException {
        IOException refused = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            int second = ThreadLocalRandom.current().nextInt(64, 127);
            int third = ThreadLocalRandom.current().nextInt(1, 255);
            try {
                return new Loopback(second, third, new ServerSocket(CLAIM_PORT, 1, address(second, third, 1)));
            } catch (IOException e) {
                refused = e;
            }
        }
        throw new IOException(
                "no range of loopback addresses is free: port " + CLAIM_PORT
                        + " cannot be opened on 127.64.1.1 to 127.126.254.1",
                refused);
    }

    /**
     * An address nobody else has. One that was given back is given out again as late as possible, so that a late request to its last owner
     * does not meet another.
     *
     * @throws IllegalStateException when all 253 are taken
     */
    public synchronized InetAddress take() {
        for (int i = 0; i <= LAST - FIRST; i++) {
            latest = latest == LAST ? FIRST : latest + 1;
            if (!taken.get(latest)) {
                taken.set(latest);
                return address(second, third, latest);
            }
        }
        throw new IllegalStateException("all " + (LAST - FIRST + 1) + " loopback addresses of this sandbox are taken");
    }

    /** Gives an address back. */
    public synchronized void release(InetAddress address) {
        taken.clear(address.getAddress()[3] & 0xff);
    }

    /** A port of that address on which nobody listens. */
    public static int freePort(InetAddress address) {
        try (var socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on " + address.getHostAddress(), e);
        }
    }

    @Override
    public void close() {
        try {
            claim.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetAddress address(int second, int third, int fourth) {
        try {
            return InetAddress.getByAddress(new byte[]{127, (byte) second, (byte) third, (byte) fourth});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
