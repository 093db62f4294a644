package dev.herald.operator.leader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire; that a real API server takes it is for the tests that have one. */
class KubernetesLeaseTest {
    private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/herald-system/leases";
    private static final String STORED = """
            {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
             "metadata": {"name": "herald-operator", "namespace": "herald-system", "resourceVersion": "41"},
             "spec": {"holderIdentity": "herald-0", "leaseDurationSeconds": 20, "leaseTransitions": 3,
              "acquireTime": "2026-11-23T08:00:00.000000Z", "renewTime": "2026-11-23T08:30:00.123456Z"}}""";
    private static final LeaseRecord RECORD = new LeaseRecord(Optional.of("41"), Optional.of("herald-0"),
            Duration.ofSeconds(20), Instant.parse("2026-11-23T08:00:00Z"), Instant.parse("2026-11-23T08:30:00.123456Z"),
            3);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private KubernetesLease lease;
    private int code = 200;
    private String answer = STORED;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                requests.add(
                        (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + body).strip());
                byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(code, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        Config config = new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()).build();
        lease = new KubernetesLease(config, new Candidacy("herald-system", "herald-operator", "herald-0"));
    }

    @AfterEach
    void stop() {
        lease.close();
        server.stop(0);
    }

    @Test
    void readsWhatIsStored() {
        assertEquals(Optional.of(RECORD), lease.read());
        assertEquals(List.of("GET " + PATH + "/herald-operator"), requests);
    }

    @Test
    void nothingIsThereWhenThereIsNone() {
        code = 404;

        assertEquals(Optional.empty(), lease.read());
    }

    @Test
    void makesTheFirst() {
        assertTrue(lease.write(LeaseRecord.first("herald-0", Instant.parse("2026-11-23T08:30:00Z"))));

        assertEquals(1, requests.size(), requests.toString());
        String request = requests.getFirst();
        assertTrue(request.startsWith("POST " + PATH + " {"), request);
        assertTrue(request.contains("\"holderIdentity\":\"herald-0\""), request);
        assertTrue(request.contains("\"renewTime\":\"2026-11-23T08:30:00.000000Z\""), request);
    }

    @Test
    void changesOnlyWhatItHasRead() {
        assertTrue(lease.write(RECORD.released(Instant.parse("2026-11-23T08:31:00Z"))));

        assertEquals(List.of("PATCH " + PATH + "/herald-operator "
                + "{\"metadata\":{\"resourceVersion\":\"41\"},\"spec\":{\"holderIdentity\":null,\"leaseDurationSeconds\":15,"
                + "\"acquireTime\":\"2026-11-23T08:00:00.000000Z\",\"renewTime\":\"2026-11-23T08:31:00.000000Z\",\"leaseTransitions\":3}}"),
                requests);
        code = 409;
        assertFalse(lease.write(RECORD), "another was quicker");
    }

    @Test
    void asksOnceAndLeavesTryingAgainToTheElection() {
        code = 503;

        assertThrows(KubernetesClientException.class, lease::read);
        assertThrows(KubernetesClientException.class, () -> lease.write(RECORD));
        assertEquals(2, requests.size(), requests.toString());
    }
}
