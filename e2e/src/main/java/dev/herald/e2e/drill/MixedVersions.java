package dev.herald.e2e.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.fault.WorkerBuild;

/**
 * D2, after H1: old and new workers side by side. Nothing is written in a format that one of them cannot read; and what no longer reads what the
 * log holds is not let in again.
 */
final class MixedVersions implements Drill {
    /** As in pipeline.yaml. */
    private static final Duration SOAK = Duration.ofSeconds(10);
    /** Times in a status are in whole seconds, and what is seen is seen late. */
    private static final Duration BLUR = Duration.ofSeconds(2);
    private static final String NEW_FORMAT = "json-v2";
    private static final String NEW_TYPE = "application/vnd.herald.message.v2+json";
    private static final String LOG = "orders";
    private static final int ENOUGH = 50;

    @Override
    public String about() {
        return "old and new workers side by side, and the way back (H1)";
    }

    @Override
    public Set<WorkerBuild> builds() {
        return Set.of(WorkerBuild.OLD_READER, WorkerBuild.OTHER);
    }

    @Override
    public void run(Rehearsal rehearsal, Figures figures) throws Exception {
        var old = rehearsal.image(WorkerBuild.OLD_READER);
        rehearsal.begin(Optional.of(old));
        upgrade(rehearsal, figures);
        refuse(rehearsal, figures);
        var tally = rehearsal.end();
        figures.exactly("messages that a sender could not decode", 0, rehearsal.records(Pipeline.QUARANTINE).size());
        rehearsal.count(tally, figures);
    }

    private static void upgrade(Rehearsal rehearsal, Figures figures) throws Exception {
        var old = rehearsal.image(WorkerBuild.OLD_READER);
        var image = rehearsal.image(WorkerBuild.OTHER);
        rehearsal.step("an upgrade",
                image + " and " + NEW_FORMAT + " in place of " + old + ", which reads json-v1 alone");
        rehearsal.pipeline()
                .change("{\"serializer\": {\"format\": \"" + NEW_FORMAT + "\"}, \"worker\": {\"image\": \"" + image
                        + "\"}}");
        rehearsal.await("old and new senders side by side", Rehearsal.ROLLOUT,
                seen -> seen.timesGiven(image) > 0 && !seen.hasAll(image));
        rehearsal.step("side by side", rehearsal.pipeline().revisions());
        rehearsal.await("the pin to be " + NEW_FORMAT, Rehearsal.ROLLOUT,
                seen -> seen.pinnedTo(NEW_FORMAT).isPresent());
        rehearsal.step("the pin is lifted", rehearsal.pipeline().revisions());
        rehearsal.await("the last worker of " + old + " to be gone", Rehearsal.ROLLOUT,
                seen -> seen.lastWorkerGone(old).isPresent());
        var written = written(rehearsal);

        var gone = rehearsal.witness().lastWorkerGone(old).orElseThrow();
        var pinned = rehearsal.witness().pinnedTo(NEW_FORMAT).orElseThrow();
        var soaking = rehearsal.witness().reached("Soaking", image);
        figures.exactly("messages written in " + NEW_FORMAT + " while an old reader lived", 0,
                written.stream().filter(record -> record.at().isBefore(gone)).count());
        figures.exactly("messages written in " + NEW_FORMAT + " before it was pinned", 0,
                written.stream().filter(record -> record.at().isBefore(pinned.minus(BLUR))).count());
        figures.notBefore("from the end of the last old worker to the pin", Duration.ZERO,
                Duration.between(gone, pinned));
        figures.notBefore("from the beginning of the soak to the pin", SOAK.minus(BLUR),
                Duration.between(soaking.orElse(Instant.MAX), pinned));
        figures.atLeast("messages written in " + NEW_FORMAT + " since", ENOUGH, written.size());
    }

    private static void refuse(Rehearsal rehearsal, Figures figures) {
        var old = rehearsal.image(WorkerBuild.OLD_READER);
        long before = rehearsal.witness().workersOf(old);
        rehearsal.step("back again", old + " cannot read what the log holds now");
        rehearsal.pipeline().roll(old);
        var rejected = rehearsal.pipeline().await(old, "Rejected", Rehearsal.ROLLOUT);
        rehearsal.step("it is Rejected", rejected.message());
        figures.holds("the refusal names format, place and count",
                rejected.message().contains(NEW_FORMAT) && rejected.message().contains("log")
                        && rejected.message().replace(NEW_FORMAT, "").matches(".*\\d.*"),
                rejected.message());
        figures.exactly("workers of it that were started again", 0, rehearsal.witness().workersOf(old) - before);
    }

    /** Enough of them to see. */
    private static List<StoredRecord> written(Rehearsal rehearsal) throws Exception {
        long deadline = System.nanoTime() + Rehearsal.ROLLOUT.toNanos();
        while (true) {
            var written = rehearsal.records(LOG)
                    .stream()
                    .filter(record -> record.contentType().equals(NEW_TYPE))
                    .toList();
            if (written.size() >= ENOUGH) {
                return written;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "waited " + Rehearsal.ROLLOUT.toSeconds() + " s for " + ENOUGH + " messages in "
                                + NEW_FORMAT + " and found " + written.size());
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
    }
}
