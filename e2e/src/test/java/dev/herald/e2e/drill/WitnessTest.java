package dev.herald.e2e.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;

class WitnessTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    private Instant now = START;
    private final Witness witness = new Witness(() -> now);

    @BeforeEach
    void twoRevisionsOfTwoChannels() {
        witness.sees(sender("email", "e1", "good"));
        witness.sees(sender("email", "e2", "bad"));
        witness.sees(sender("hooks", "h1", "good"));
        witness.sees(sender("hooks", "h2", "bad"));
    }

    @Test
    void knowsWhoHasPartitions() {
        witness.seesLive(live("e1", "", 0, "h1", "", 0));
        assertTrue(witness.hasAll("good"));
        assertEquals(0, witness.timesGiven("bad"));

        at(10).seesLive(live("e1", "e2", 0, "h1", "", 0));
        assertTrue(witness.hasAll("good"), "a ramp without partitions gives nothing");
        assertEquals(0, witness.timesGiven("bad"));

        at(20).seesLive(live("e1", "e2", 1, "h1", "h2", 1));
        assertFalse(witness.hasAll("good"));
        assertEquals(1, witness.timesGiven("bad"));
        assertEquals(Optional.empty(), witness.lastTaken("bad"));

        at(30).seesLive(live("e1", "", 0, "h1", "h2", 1));
        assertEquals(Optional.empty(), witness.lastTaken("bad"), "one channel still has it");

        at(40).seesLive(live("e1", "", 0, "h1", "", 0));
        assertTrue(witness.hasAll("good"));
        assertEquals(Optional.of(START.plusSeconds(40)), witness.lastTaken("bad"));
        assertEquals(1, witness.timesGiven("bad"));

        at(50).seesLive(live("e2", "", 0, "h1", "", 0));
        assertEquals(2, witness.timesGiven("bad"));
    }

    @Test
    void countsWhatChangedSinceAMoment() {
        witness.seesLive(live("e1", "", 0, "h1", "", 0));
        at(10).seesLive(live("e1", "e2", 3, "h1", "h2", 3));
        assertTrue(witness.sharesAll("bad"));
        at(20).seesLive(live("e1", "e2", 3, "h1", "h2", 3));
        witness.sees(scaled("email", "e1", 1));
        witness.sees(scaled("email", "e1", 1));
        assertEquals(0, witness.reassignedSince(START.plusSeconds(15)));
        assertEquals(0, witness.rescaledSince(START.plusSeconds(15)));

        at(30).seesLive(live("e1", "", 0, "h1", "h2", 3));
        witness.sees(scaled("email", "e1", 2));
        assertFalse(witness.sharesAll("bad"), "of one channel it has nothing");
        assertEquals(1, witness.reassignedSince(START.plusSeconds(15)));
        assertEquals(1, witness.rescaledSince(START.plusSeconds(15)));

        at(40).seesLive(live("e2", "", 0, "h2", "", 0));
        assertFalse(witness.sharesAll("bad"), "it has all");
    }

    @Test
    void addsUpTheSendersOfAChannel() {
        assertEquals(0, witness.replicas("sms"));

        witness.sees(scaled("sms", "s1", 2));
        witness.sees(scaled("hooks", "h1", 5));
        witness.sees(sender("sms", "s2", "good"));
        assertEquals(3, witness.replicas("sms"), "one that says nothing is one");

        witness.sees(scaled("sms", "s1", 1));
        assertEquals(2, witness.replicas("sms"));
    }

    @Test
    void withoutServingNobodyIsSaidToHaveAny() {
        witness.seesLive("{\"v\": 1, \"format\": \"json-v1\", \"channels\": {\"email\": {\"type\": \"Email\"}}}");

        assertFalse(witness.hasAll("good"));
    }

    @Test
    void knowsWhenTheLastWorkerOfAnImageWasGone() {
        witness.sees(pod("1", "send", "old"));
        witness.sees(pod("2", "ingest", "old"));
        witness.sees(pod("3", "probe", "old"));
        witness.sees(pod("4", "send", "new"));
        at(10).misses(pod("1", "send", "old"));
        assertEquals(Optional.empty(), witness.lastWorkerGone("old"));
        at(20).misses(pod("2", "ingest", "old"));

        assertEquals(Optional.of(START.plusSeconds(20)), witness.lastWorkerGone("old"), "a probe is no worker");
        assertEquals(2, witness.workersOf("old"));
        assertEquals(Optional.empty(), witness.lastWorkerGone("new"));
        assertEquals(Optional.empty(), witness.lastWorkerGone("never seen"));
    }

    @Test
    void remembersWhenItWasFirstSo() {
        witness.seesLive(live("e1", "", 0, "h1", "", 0));
        witness.sees(List.of(new RevisionStatus("1", "new", "Ramping", 5, "")));
        at(10).sees(List.of(new RevisionStatus("1", "new", "Soaking", 100, "")));
        at(20).sees(List.of(new RevisionStatus("1", "new", "Soaking", 100, "")));
        at(30).seesLive(live("e1", "", 0, "h1", "", 0).replace("json-v1", "json-v2"));
        at(40).seesLive(live("e1", "", 0, "h1", "", 0).replace("json-v1", "json-v2"));

        assertEquals(Optional.of(START.plusSeconds(10)), witness.reached("Soaking", "new"));
        assertEquals(Optional.of(START.plusSeconds(30)), witness.pinnedTo("json-v2"));
        assertEquals(Optional.empty(), witness.pinnedTo("cbor-v1"));
    }

    @Test
    void whatNeverComesIsNotWaitedForLonger() throws InterruptedException {
        assertFalse(witness.await(seen -> seen.hasAll("good"), Duration.ZERO));
    }

    private Witness at(int seconds) {
        now = START.plusSeconds(seconds);
        return witness;
    }

    private static String live(String email, String emailRamp, int emailPartitions, String hooks, String hooksRamp,
            int hooksPartitions) {
        return "{\"v\": 1, \"format\": \"json-v1\", \"channels\": {\"email\": "
                + channel(email, emailRamp, emailPartitions) + ", \"hooks\": "
                + channel(hooks, hooksRamp, hooksPartitions) + "}}";
    }

    private static String channel(String serving, String ramp, int partitions) {
        return "{\"serving\": \"" + serving + "\"" + (ramp.isEmpty()
                ? "}"
                : ", \"ramp\": {\"revision\": \"" + ramp + "\", \"partitions\": " + partitions + "}}");
    }

    private static Deployment scaled(String channel, String revision, int replicas) {
        return sender(channel, revision, "good").edit().editSpec().withReplicas(replicas).endSpec().build();
    }

    private static Deployment sender(String channel, String revision, String image) {
        return new DeploymentBuilder().withNewMetadata()
                .withName(channel + "-sender-" + revision)
                .addToLabels("herald.dev/role", "send")
                .addToLabels("herald.dev/channel", channel)
                .addToLabels("herald.dev/revision", revision)
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Pod pod(String uid, String role, String image) {
        return new PodBuilder().withNewMetadata()
                .withUid(uid)
                .addToLabels("herald.dev/role", role)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withImage(image)
                .endContainer()
                .endSpec()
                .build();
    }
}
