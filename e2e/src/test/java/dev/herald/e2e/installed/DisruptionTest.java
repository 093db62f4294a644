package dev.herald.e2e.installed;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.sink.Arrival;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods go while orders flow: every order that got its 202 arrives, and no attempt is sent twice. */
@Tag("cluster")
@ExtendWith(SharedHerald.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DisruptionTest {
    /** What may be under way at a sender when it is killed, and cannot be known: its concurrency. */
    private static final int UNDER_WAY = 64;
    private static final Duration SPREAD = Duration.ofSeconds(20);

    private static Herald herald;
    private static Site site;

    private Set<Arrival.Unit> twiceBefore;

    @BeforeAll
    static void open(Herald shared) throws Exception {
        herald = shared;
        site = Site.open(herald, "disruption", yaml -> yaml);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @BeforeEach
    void remember() {
        twiceBefore = site.deliveries().twice();
    }

    @Test
    @Order(1)
    void aSenderPodIsDeleted() throws Exception {
        CompletableFuture<Void> orders = site.posting(300, SPREAD);
        site.awaitArrivals(50);
        Pod before = site.senders("email").getFirst();

        site.client().resource(before).delete();

        orders.join();
        site.requireAllDelivered();
        assertEquals(Set.of(), twice(), "it finished what was under way");
        await().until(() -> site.senders("email").size() == 1);
        assertTrue(!uids(site.senders("email")).contains(before.getMetadata().getUid()));
    }

    @Test
    @Order(2)
    void theLeaderIsDeleted() throws Exception {
        Pod before = herald.leader().orElseThrow();
        CompletableFuture<Void> orders = site.posting(100, Duration.ofSeconds(5));

        site.client().resource(before).delete();
        await("another leader")
                .until(() -> herald.leader()
                        .filter(pod -> !pod.getMetadata().getUid().equals(before.getMetadata().getUid()))
                        .isPresent());
        site.scale("hooks", 2);

        await("the new leader scales").until(() -> site.senders("hooks").size() == 2);
        orders.join();
        site.requireAllDelivered();
        assertEquals(Set.of(), twice());
    }

    /** The last, for what it leaves unknown is sent again a minute later. */
    @Test
    @Order(3)
    void allThatANodeRunsIsKilledAtOnce() throws Exception {
        CompletableFuture<Void> orders = site.posting(300, SPREAD);
        site.awaitArrivals(50);
        List<Pod> before = Stream.concat(site.workers().stream(), herald.operators().stream()).toList();

        before.forEach(pod -> site.client().resource(pod).withGracePeriod(0).delete());
        site.counterparts().killBroker();

        orders.join();
        site.requireAllDelivered();
        assertTrue(twice().size() <= 2 * UNDER_WAY, () -> "sent again, as not known: " + twice());
        site.awaitReady();
        await().until(() -> herald.leader().isPresent());
        assertTrue(uids(site.workers()).stream().noneMatch(uids(before)::contains), "all are new");
    }

    /** What this test made arrive twice. */
    private Set<Arrival.Unit> twice() {
        Set<Arrival.Unit> twice = new HashSet<>(site.deliveries().twice());
        twice.removeAll(twiceBefore);
        return twice;
    }

    private static Set<String> uids(List<? extends HasMetadata> objects) {
        return objects.stream()
                .map(object -> object.getMetadata().getUid())
                .collect(Collectors.toSet());
    }
}
