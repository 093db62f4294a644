package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.config.ProbeConfig;
import dev.herald.worker.probe.ProbeFolder.UnknownVersionException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image that serves now: lays out what it holds, waits for what the other makes of it, and judges. All it knows lies in the
 * folder, so that a container that is started again goes on.
 */
final class ServingSide {

    private static final Logger log = LoggerFactory.getLogger(ServingSide.class);
    private static final long MOST_BYTES = 64L * 1024 * 1024;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final ProbeConfig probe;
    private final MessageSource source;
    private final Codec codec;
    private final ProbeFolder folder;
    private final InstantSource clock;

    ServingSide(ProbeConfig probe, MessageSource source, Codec codec, ProbeFolder folder, InstantSource clock) {
        this.probe = probe;
        this.source = source;
        this.codec = codec;
        this.folder = folder;
        this.clock = clock;
    }

    ProbeRecord run() throws InterruptedException {
        Optional<Manifest> earlier = earlier();
        Manifest manifest = earlier.isPresent() ? earlier.get() : layOut();
        log.atInfo().addKeyValue("samples", manifest.samples()).log("laid out");
        var judgement = new Judgement(probe, manifest, Strata.required(probe.keys(), written()));
        try {
            Optional<Answer> answer = await(Deadline.in(probe.timeout()));
            if (answer.isEmpty()) {
                judgement.doubt(noAnswer(manifest));
            } else if (!answer.get().refusal().isEmpty()) {
                judgement.doubt("the new image did not answer: " + answer.get().refusal());
            } else {
                judgement.answered(answer.get());
                judge(manifest, judgement);
            }
        } catch (UnknownVersionException | UncheckedIOException e) {
            judgement.doubt("the answer cannot be read: " + e.getMessage());
        }
        return judgement.record(clock.instant());
    }

    private Optional<Manifest> earlier() {
        try {
            return folder.manifest().filter(it -> it.id().equals(probe.id()));
        } catch (UnknownVersionException e) {
            return Optional.empty();
        }
    }

    private Manifest layOut() throws InterruptedException {
        var census = new Census();
        var strata = new Strata(probe.keys());
        var unseen = new ArrayList<String>();
        source.scan(new MessageSource.Listener() {
            @Override
            public void log(Place place, Head head, boolean pending) {
                census.add(Census.Held.log, head.format());
                if (pending) {
                    census.add(Census.Held.pending, head.format());
                }
                strata.add(place, head);
            }

            @Override
            public void quarantine(String format) {
                census.add(Census.Held.quarantine, format);
            }
        }, Deadline.in(probe.timeout())).ifPresent(unseen::add);
        var samples = new Samples();
        Map<Place, List<String>> chosen = strata.choose(probe.samples(), MOST_BYTES);
        source.read(chosen.keySet(), (place, contentType, value) -> samples.add(place.toString(), chosen.get(place),
                contentType, value), Deadline.in(probe.timeout())).ifPresent(unseen::add);
        samples.fillWithGolden();
        var manifest = new Manifest(ProbeFolder.VERSION, probe.id(), probe.pin(), probe.format(), samples.count,
                census.counts(), unseen);
        folder.write(manifest);
        return manifest;
    }

    /** Samples on their way into the folder. */
    private final class Samples {
        private final Set<String> present = new HashSet<>();
        private int count;

        void add(String where, List<String> strata, String contentType, byte[] value) {
            List<String> formats = Manifest.formats(probe.pin(), probe.format());
            Sample sample = Sample.of(where, strata, contentType, value, codec, formats);
            folder.write(count++, sample, value);
            sample.readable().ifPresent(_ -> present.addAll(strata));
        }

        void fillWithGolden() {
            List<String> formats = written();
            var absent = new HashSet<>(Strata.required(probe.keys(), formats));
            absent.removeAll(present);
            for (var golden : GoldenSamples.filling(absent, GoldenSamples.in(probe.keys(), formats, codec),
                    probe.keys())) {
                add(Sample.golden(golden.name()), Strata.of(golden.head(), Set.copyOf(probe.keys())),
                        codec.contentType(golden.format()), golden.value());
            }
        }
    }

    /** The formats in which messages may have been written: the pin and all that this image writes that are older. */
    private List<String> written() {
        List<String> formats = codec.writes();
        return formats.subList(0, formats.indexOf(probe.pin()) + 1);
    }

    private Optional<Answer> await(Deadline deadline) throws InterruptedException, UnknownVersionException {
        Optional<Answer> answer = folder.answer().filter(this::isOurs);
        while (answer.isEmpty() && !deadline.hasPassed()) {
            Thread.sleep(LOOK_EVERY);
            answer = folder.answer().filter(this::isOurs);
        }
        return answer;
    }

    private boolean isOurs(Answer answer) {
        return answer.id().equals(probe.id()) || !answer.refusal().isEmpty();
    }

    private String noAnswer(Manifest manifest) throws UnknownVersionException {
        if (folder.begun().isEmpty()) {
            return "the new image did not answer within %s: its side never started, see the container %s"
                    .formatted(probe.timeout(), Side.target);
        }
        int answered = 0;
        while (answered < manifest.samples() && folder.reply(answered).isPresent()) {
            answered++;
        }
        return "the new image did not answer within %s: its side has come to %d of %d samples, see the container %s"
                .formatted(probe.timeout(), answered, manifest.samples(), Side.target);
    }

    private void judge(Manifest manifest, Judgement judgement) throws UnknownVersionException {
        for (int i = 0; i < manifest.samples(); i++) {
            Sample sample = folder.sample(i);
            Optional<Reply> reply = folder.reply(i);
            if (reply.isEmpty()) {
                judgement.doubt("the new image has left out " + sample.where());
            } else {
                judgement.add(sample, reply.get(), readBack(i, manifest));
            }
        }
    }

    private Map<String, Outcome<JsonNode>> readBack(int number, Manifest manifest) {
        var outcomes = new HashMap<String, Outcome<JsonNode>>();
        for (String format : manifest.formats()) {
            if (codec.reads().contains(format)) {
                outcomes.put(format, folder.encoded(number, format)
                        .map(bytes -> codec.canonical(format, bytes))
                        .orElseGet(() -> Outcome.failure("", "is missing")));
            }
        }
        return outcomes;
    }
}
