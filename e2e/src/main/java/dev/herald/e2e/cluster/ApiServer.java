package dev.herald.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.herald.e2e.process.Child;
import dev.herald.e2e.process.Launch;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * A real etcd and kube-apiserver on a loopback address of their own: schemas, CEL, defaulting, ownership of fields, conflicts and RBAC are the
 * real ones. There are no controllers and no nodes: nobody makes pods of a Deployment, nobody collects garbage, and a deleted namespace stays
 * Terminating. Service accounts are not looked for when a pod is created, because no controller makes them.
 */
public final class ApiServer implements AutoCloseable {
    private static final int PORT = 6443;
    private static final int ETCD_PORT = 2379;
    private static final int ETCD_PEER_PORT = 2380;
    private static final Duration START = Duration.ofSeconds(300);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int KEY_BITS = 2048;
    private static final String NODE = "default";
    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules: [{level: Metadata}]
            """;

    private final Sandbox sandbox;
    private final KubeBinaries binaries;
    private final InetAddress address;
    private final Path folder;
    private final String token = UUID.randomUUID().toString();
    private final Child etcd;
    private final Child server;

    private ApiServer(Sandbox sandbox, KubeBinaries binaries) throws IOException {
        this.sandbox = sandbox;
        this.binaries = binaries;
        this.address = sandbox.loopback().take();
        this.folder = sandbox.folder("apiserver");
        this.etcd = startEtcd();
        this.server = startServer();
    }

    /**
     * A server that answers. Its administrator's credentials are those of {@link #config()} and {@link #kubeconfig()}.
     *
     * @throws IllegalStateException when the programs have not been built, end at once, or are not ready after five minutes; the message says
     *             what to do or where to look
     */
    public static ApiServer start(Sandbox sandbox) {
        try {
            var server = new ApiServer(sandbox, KubeBinaries.require());
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a client of this server that may do everything. */
    public Config config() {
        return Config.fromKubeconfig(kubeconfig().toFile());
    }

    /** For a client that may do what the owner of the token may. */
    public Config config(String token) {
        return new ConfigBuilder(Config.empty()).withMasterUrl(url())
                .withCaCertFile(certificate().toString())
                .withOauthToken(token)
                .build();
    }

    /** A file for kubectl and others; gone with the sandbox. */
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /** The kubectl that goes with this server. */
    public Path kubectl() {
        return binaries.kubectl();
    }

    /** What the server wrote. */
    public Path log() {
        return folder.resolve("kube-apiserver.log");
    }

    /** Who asked for what, and was it granted: a line of JSON (audit.k8s.io/v1) for each request, before it is answered. */
    public Path audit() {
        return folder.resolve("audit.log");
    }

    /** The server's process, to be killed or paused. */
    public Child process() {
        return server;
    }

    /** Ends both processes at once; the data go with the sandbox. */
    @Override
    public void close() {
        for (var child : List.of(server, etcd)) {
            child.kill();
            child.exit().join();
        }
        sandbox.loopback().release(address);
    }

    private Child startEtcd() {
        var client = "http://" + host() + ":" + ETCD_PORT;
        var peer = "http://" + host() + ":" + ETCD_PEER_PORT;
        return sandbox.start(new Launch(List.of(binaries.etcd().toString(), "--name=" + NODE,
                "--data-dir=" + folder.resolve("etcd"), "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client, "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer, "--initial-cluster=" + NODE + "=" + peer,
                // What it holds is gone after the run anyway.
                "--unsafe-no-fsync", "--log-level=warn"), Map.of(), folder, folder.resolve("etcd.log")));
    }

    private Child startServer() throws IOException {
        var key = Files.writeString(folder.resolve("service-accounts.key"), privateKey());
        var tokens = Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,system:masters\n");
        var policy = Files.writeString(folder.resolve("audit-policy.yaml"), AUDIT_POLICY);
        writeKubeconfig();
        return sandbox.start(new Launch(List.of(binaries.apiServer().toString(),
                "--etcd-servers=http://" + host() + ":" + ETCD_PORT, "--bind-address=" + host(),
                "--advertise-address=" + host(),
                "--secure-port=" + PORT, "--cert-dir=" + folder, "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC", "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=" + key, "--service-account-key-file=" + key,
                "--service-cluster-ip-range=10.96.0.0/16", "--disable-admission-plugins=ServiceAccount",
                // As on OpenShift: who makes an object its owner's must be allowed to delete it.
                "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
                "--audit-policy-file=" + policy, "--audit-log-path=" + audit(),
                // The Service kubernetes may not lead to a loopback address; nobody asks for it here.
                "--endpoint-reconciler-type=none"), Map.of(), folder, log()));
    }

    private void awaitReady() {
        var deadline = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            for (var child : Map.of("etcd", etcd, "kube-apiserver", server).entrySet()) {
                if (child.getValue().exit().isDone()) {
                    throw ended(child.getKey(), "ended");
                }
            }
            if (System.nanoTime() > deadline) {
                throw ended("kube-apiserver", "was not ready after " + START.toSeconds() + " s");
            }
            pause();
        }
    }

    private boolean isReady() {
        if (!Files.exists(certificate())) {
            return false;
        }
        try (var client = new KubernetesClientBuilder().withConfig(quickToGiveUp()).build()) {
            return "ok".equals(client.raw("/readyz")) && hasDefaultNamespace(client);
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private static boolean hasDefaultNamespace(KubernetesClient client) {
        return client.namespaces().withName("default").get() != null;
    }

    private Config quickToGiveUp() {
        var config = config();
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout((int) TimeUnit.SECONDS.toMillis(1));
        config.setRequestTimeout((int) TimeUnit.SECONDS.toMillis(5));
        return config;
    }

    private void pause() {
        try {
            server.exit().get(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // it still runs
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kube-apiserver was starting", e);
        }
    }

    private IllegalStateException ended(String program, String how) {
        var log = folder.resolve(program + ".log");
        try (var lines = Files.lines(log)) {
            var all = lines.toList();
            var last = String.join("\n  ", all.subList(Math.max(0, all.size() - 5), all.size()));
            return new IllegalStateException(program + " " + how + "; the end of its log:\n  " + last);
        } catch (IOException e) {
            return new IllegalStateException(program + " " + how + ", and its log " + log + " cannot be read", e);
        } finally {
            close();
        }
    }

    private Path certificate() {
        return folder.resolve("apiserver.crt");
    }

    private String url() {
        return "https://" + host() + ":" + PORT;
    }

    private String host() {
        return address.getHostAddress();
    }

    private void writeKubeconfig() throws IOException {
        Files.writeString(kubeconfig(), """
                apiVersion: v1
                kind: Config
                current-context: herald
                contexts: [{name: herald, context: {cluster: herald, user: admin, namespace: default}}]
                clusters: [{name: herald, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: admin, user: {token: "%s"}}]
                """.formatted(url(), certificate(), token));
    }

    private static String privateKey() {
        try {
            var keys = KeyPairGenerator.getInstance("RSA");
            keys.initialize(KEY_BITS);
            var text = Base64.getMimeEncoder(64, new byte[]{'\n'})
                    .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
            return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
