package dev.herald.e2e.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A network between one client and a server. When it is silent nothing comes through any more and nobody is told, as when a cable is cut. */
final class Relay implements AutoCloseable {
    private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ServerSocket door;
    private final InetSocketAddress server;
    private volatile boolean silent;

    Relay(InetAddress address, URI server) throws IOException {
        this.door = new ServerSocket(0, 50, address);
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        connections.execute(this::accept);
    }

    /** What is connected to instead of the server. */
    String address() {
        return door.getInetAddress().getHostAddress() + ":" + door.getLocalPort();
    }

    /** Nothing comes through from now on. */
    void silence() {
        silent = true;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        door.close();
        connections.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = door.accept();
                connections.execute(() -> connect(near));
            }
        } catch (IOException ended) {
            // it was closed
        }
    }

    private void connect(Socket near) {
        try (near; Socket far = new Socket()) {
            far.connect(server);
            connections.execute(() -> pump(far, near));
            pump(near, far);
        } catch (IOException ended) {
            // the client sees it, too
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (silent) {
                    closed.await();
                    return;
                }
                out.write(buffer, 0, read);
            }
            to.close();
        } catch (IOException ended) {
            // one of the two has gone
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
