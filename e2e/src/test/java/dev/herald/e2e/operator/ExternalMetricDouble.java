package dev.herald.e2e.operator;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An API of external metrics with one metric, as the adapter of a monitoring system or KEDA would serve it: {@link #objects} has the API server ask it. */
final class ExternalMetricDouble implements AutoCloseable {
    private static final int PORT = 8443;
    private static final String GROUP = "/apis/external.metrics.k8s.io/v1beta1";
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String RESOURCES = """
            {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "external.metrics.k8s.io/v1beta1",
             "resources": [{"name": "%s", "singularName": "", "namespaced": true, "kind": "ExternalMetricValueList", "verbs": ["get"]}]}""";
    private static final String VALUES = """
            {"kind": "ExternalMetricValueList", "apiVersion": "external.metrics.k8s.io/v1beta1", "metadata": {},
             "items": [{"metricName": "%s", "metricLabels": {}, "timestamp": "%s", "value": "%d"}]}""";
    /** The API server takes the name of a Service of this type for the host, whether it is one or an address. */
    private static final String OBJECTS = """
            apiVersion: v1
            kind: Service
            metadata: {name: metrics, namespace: %1$s}
            spec: {type: ExternalName, externalName: %2$s}
            ---
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1beta1.external.metrics.k8s.io}
            spec:
              group: external.metrics.k8s.io
              version: v1beta1
              service: {name: metrics, namespace: %1$s, port: %3$d}
              insecureSkipTLSVerify: true
              groupPriorityMinimum: 100
              versionPriority: 100
            """;

    private final InetAddress address;
    private final String metric;
    private final HttpsServer server;
    private volatile long value;

    /**
     * Serves zero.
     *
     * @param folder
     *            takes the certificate
     */
    ExternalMetricDouble(InetAddress address, String metric, Path folder) throws Exception {
        this.address = address;
        this.metric = metric;
        this.server = HttpsServer.create(new InetSocketAddress(address, PORT), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certified(folder.resolve("metrics.p12"))));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    /** From now on. */
    void is(long now) {
        value = now;
    }

    /** To be applied, so that the API server serves the metric. */
    String objects(String namespace) {
        return OBJECTS.formatted(namespace, address.getHostAddress(), PORT);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private String answer(String path) {
        if (path.equals(GROUP)) {
            return RESOURCES.formatted(metric);
        }
        return path.startsWith(GROUP + "/namespaces/") && path.endsWith("/" + metric)
                ? VALUES.formatted(metric, Instant.now().truncatedTo(ChronoUnit.SECONDS), value)
                : "";
    }

    private static SSLContext certified(Path file) throws IOException, GeneralSecurityException, InterruptedException {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=metrics", "-storetype", "PKCS12",
                "-keystore", file.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
