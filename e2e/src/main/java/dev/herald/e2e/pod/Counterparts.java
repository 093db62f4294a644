package dev.herald.e2e.pod;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.broker.StoredText;
import dev.herald.e2e.bulk.Bulk;
import dev.herald.e2e.shop.Shop;
import dev.herald.e2e.sink.Deliveries;
import dev.herald.e2e.sink.Sink;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;

/**
 * Who Herald has to do with, as pods of one namespace: a broker {@code kafka}, a mail sink {@code mail}, a webhook sink {@code hooks} and a shop,
 * each behind a Service of that name. They go with the namespace.
 */
public final class Counterparts implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(300);
    private static final String SHOP = "shop";
    private static final String BROKER = "kafka";

    private final KubernetesClient client;
    private final String namespace;
    private final Deliveries deliveries = new Deliveries();
    private final PodSink mail;
    private final PodSink hooks;

    private Counterparts(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        this.mail = new PodSink(client, namespace, "mail", deliveries);
        this.hooks = new PodSink(client, namespace, "hooks", deliveries);
    }

    /**
     * Deploys them, and returns when all are ready.
     *
     * @param image herald-e2e, as the cluster knows it
     * @throws IllegalStateException when one is not ready after five minutes; the message says which
     */
    public static Counterparts deploy(KubernetesClient client, String namespace, String image) {
        var pods = List.of(
                new PodObjects(BROKER, image, main(BrokerMain.class, BROKER, PodObjects.DATA), 9092, "768Mi"),
                new PodObjects("mail", image, main(SinkMain.class, "smtp", "email", "1025", PodObjects.DATA), 1025,
                        "256Mi"),
                new PodObjects("hooks", image, main(SinkMain.class, "webhook", "hooks", "8080", PodObjects.DATA), 8080,
                        "256Mi"),
                new PodObjects(SHOP, image, main(ShopMain.class), 0, "256Mi"));
        deploy(client, namespace, pods);
        return new Counterparts(client, namespace);
    }

    private static void deploy(KubernetesClient client, String namespace, List<PodObjects> pods) {
        for (var pod : pods) {
            client.resource(pod.service()).inNamespace(namespace).create();
            client.resource(pod.deployment()).inNamespace(namespace).create();
        }
        pods.forEach(pod -> awaitReady(client, namespace, pod.name()));
    }

    private static List<String> main(Class<?> main, String... arguments) {
        return Stream.concat(Stream.of(main.getName()), List.of(arguments).stream())
                .toList();
    }

    private static void awaitReady(KubernetesClient client, String namespace, String name) {
        try {
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(name)
                    .waitUntilReady(START.toSeconds(), TimeUnit.SECONDS);
        } catch (KubernetesClientTimeoutException e) {
            throw new IllegalStateException(
                    "Deployment " + name + " is not ready after " + START.toSeconds() + " s", e);
        }
    }

    /** What came in at the sinks. */
    public Deliveries deliveries() {
        return deliveries;
    }

    /** The mail sink. */
    public Sink mail() {
        return mail;
    }

    /** The webhook sink. */
    public Sink hooks() {
        return hooks;
    }

    /**
     * The shop, which posts to a pipeline's ingest.
     *
     * @param service of the ingest
     * @param secret whose key {@code token} the ingest asks for
     */
    public Shop shop(String service, String secret) {
        var data = client.secrets().inNamespace(namespace).withName(secret).require().getData();
        var token = new String(Base64.getDecoder().decode(data.get("token"))).strip();
        return new PodShop(client, namespace, SHOP, "http://" + service + "/", token);
    }

    /** What a topic of the broker holds now. */
    public List<StoredRecord> records(String topic) {
        return new PodConversation(client, namespace, BROKER).say("/topic", new Wire.Topic(topic), Wire.Stored.class)
                .records();
    }

    /** What a topic of the broker holds now, with its content. */
    public List<StoredText> texts(String topic) {
        return new PodConversation(client, namespace, BROKER).say("/texts", new Wire.Topic(topic), Wire.Texts.class)
                .records();
    }

    /**
     * Sets what a topic is configured with.
     *
     * @param value empty: the broker's own again
     */
    public void configure(String topic, String name, String value) {
        new PodConversation(client, namespace, BROKER).say("/configure", new Wire.Setting(topic, name, value),
                Map.class);
    }

    /**
     * Deploys the producer and the endpoint of many messages, and returns them when they are ready.
     *
     * @param image herald-e2e, as the cluster knows it
     * @param topic of the log
     * @throws IllegalStateException when they are not ready after five minutes
     */
    public Bulk bulk(String image, String topic) {
        deploy(client, namespace,
                List.of(new PodObjects(Bulk.HOST, image, main(BulkMain.class, BROKER + ":9092", topic), Bulk.PORT,
                        "768Mi")));
        return new PodBulk(client, namespace);
    }

    /** Ends the broker's process; its container is started again over the same data. */
    public void killBroker() {
        var broker = new PodConversation(client, namespace, BROKER);
        var life = broker.say("/life", Map.of(), Wire.Life.class);
        try {
            broker.say("/halt", life, Wire.Life.class);
        } catch (KubernetesClientException itDidNotLiveToAnswer) {
            // as was wanted
        }
    }

    @Override
    public void close() {
        mail.close();
        hooks.close();
    }
}
