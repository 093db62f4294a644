package dev.herald.operator.rollout;

import dev.herald.operator.rollout.SimulatedRelease.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Those who release images, some of them with a flaw, and ask now for this one and now for that. */
final class SimulatedPeople {
    private static final List<String> CHANNELS = List.of("email", "hooks", "sms");

    private final SplittableRandom random;
    private final Map<String, SimulatedRelease> images = new TreeMap<>();
    private boolean retired;

    SimulatedPeople(SplittableRandom random) {
        this.random = random;
        for (int i = 0; i < 5; i++) {
            SimulatedRelease image = image(i);
            images.put(image.revision(), image);
        }
    }

    /** All that they ever release, by revision. */
    Map<String, SimulatedRelease> releases() {
        return images;
    }

    /** Whether one of the releases no longer reads the first format. */
    boolean retired() {
        return retired;
    }

    /** What they ask for in the beginning. */
    SimulatedSpec first() {
        Map<String, SimulatedSpec.Channel> channels = new TreeMap<>();
        channels.put("email", new SimulatedSpec.Channel(1, 2));
        channels.put("hooks", new SimulatedSpec.Channel(1, 1));
        return new SimulatedSpec(images.get("r0"), Optional.empty(), false, Optional.empty(), false,
                List.of(5, 50, 100), true, true, channels);
    }

    /** Somebody may have changed something; only what is in {@code state} can be gone back to. */
    SimulatedSpec edit(SimulatedSpec spec, Rollout state) {
        return switch (random.nextInt(13)) {
            case 0, 1, 2 ->
                with(spec, any(new ArrayList<>(images.values())), spec.format(), spec.paused(), spec.revision());
            case 3, 4 -> with(spec, spec.image(), format(), spec.paused(), spec.revision());
            case 5 -> with(spec, spec.image(), spec.format(), random.nextInt(3) == 0, spec.revision());
            case 6 -> with(spec, spec.image(), spec.format(), spec.paused(), random.nextBoolean()
                    ? Optional.empty()
                    : known(state));
            case 7 -> new SimulatedSpec(spec.image(), spec.format(), spec.paused(), spec.revision(),
                    random.nextInt(3) == 0, spec.steps(), random.nextInt(4) > 0, random.nextInt(5) > 0,
                    spec.channels());
            case 8 -> new SimulatedSpec(spec.image(), spec.format(), spec.paused(), spec.revision(), spec.immediate(),
                    any(List.of(List.of(5, 50, 100), List.of(100), List.of(10, 20, 30, 40, 100))), spec.probe(),
                    spec.autoRollback(), spec.channels());
            default -> with(spec, channels(spec));
        };
    }

    private SimulatedRelease image(int number) {
        int reads = random.nextInt(1, 4);
        int writes = random.nextInt(1, reads + 1);
        boolean flawed = number > 0 && random.nextInt(5) < 2;
        Flaw flaw = flawed ? Flaw.values()[random.nextInt(1, Flaw.values().length)] : Flaw.NONE;
        boolean retires = number > 0 && writes > 1 && random.nextInt(4) == 0;
        retired |= retires;
        return SimulatedRelease.of(number, retires ? 1 : 0, reads, writes, flaw);
    }

    private Optional<String> known(Rollout state) {
        return state == null
                ? Optional.empty()
                : Optional.of(any(state.releases()).release().revision());
    }

    private Optional<String> format() {
        return any(List.of(Optional.<String>empty(), Optional.of("json-v1"), Optional.of("json-v2"),
                Optional.of("cbor-v1"), Optional.of(RolloutSettings.NEWEST)));
    }

    private Map<String, SimulatedSpec.Channel> channels(SimulatedSpec spec) {
        Map<String, SimulatedSpec.Channel> channels = new TreeMap<>(spec.channels());
        String name = any(CHANNELS);
        SimulatedSpec.Channel there = channels.get(name);
        if (there == null) {
            channels.put(name, new SimulatedSpec.Channel(1, random.nextInt(0, 4)));
        } else {
            switch (random.nextInt(4)) {
                case 0 -> channels.put(name, new SimulatedSpec.Channel(random.nextInt(1, 4), there.replicas()));
                case 1 -> channels.remove(name);
                default -> channels.put(name, new SimulatedSpec.Channel(there.version(), random.nextInt(0, 6)));
            }
        }
        return channels;
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static SimulatedSpec with(SimulatedSpec spec, SimulatedRelease image, Optional<String> format,
            boolean paused,
            Optional<String> revision) {
        return new SimulatedSpec(image, format, paused, revision, spec.immediate(), spec.steps(), spec.probe(),
                spec.autoRollback(), spec.channels());
    }

    private static SimulatedSpec with(SimulatedSpec spec, Map<String, SimulatedSpec.Channel> channels) {
        return new SimulatedSpec(spec.image(), spec.format(), spec.paused(), spec.revision(), spec.immediate(),
                spec.steps(), spec.probe(), spec.autoRollback(), channels);
    }
}
