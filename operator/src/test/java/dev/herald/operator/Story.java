package dev.herald.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.operator.mock.Rig;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import java.time.Duration;
import java.util.function.Consumer;

/** What happens to a pipeline; between the two every kind of write occurs. */
enum Story {
    /** From a pipeline with two channels to an incident, and the end of its replay. */
    INCIDENT {
        @Override
        void tell(Rig rig, Runnable settle) {
            rig.create(Samples.PIPELINE);
            rig.create(Samples.EMAIL);
            rig.create(Samples.HOOKS);
            settle.run();
            rig.pass(Duration.ofSeconds(10));
            rig.say(Samples.WELL);
            settle.run();
            rig.pass(Duration.ofSeconds(10));
            rig.say(Samples.open());
            settle.run();
            rig.pass(Duration.ofSeconds(10));
            rig.say(Samples.closed());
            settle.run();
            String job = "shop/orders-i-7f3a9c/"
                    + rig.status(RawReplayJob.class, "orders-i-7f3a9c").path("specHash").asText();
            rig.pass(Duration.ofSeconds(10));
            rig.say(Samples.closed() + ", " + Samples.replay(job, "Running"));
            settle.run();
            rig.pass(Duration.ofSeconds(10));
            rig.say(Samples.closed() + ", " + Samples.replay(job, "Complete"));
            settle.run();
        }
    },
    /** Another revision of a channel, and then another image, by probe, steps, status worker, ingest and soak. */
    ROLLOUT {
        @Override
        void tell(Rig rig, Runnable settle) {
            rig.create(Samples.PIPELINE.replace("spec:\n", "spec:\n  rollout: {steps: [50]}\n"));
            rig.create(Samples.HOOKS);
            rig.say(Samples.WELL);
            settle.run();
            rig.pass(Duration.ofMinutes(31));
            rig.client().resources(RawChannel.class).inNamespace("shop").withName("hooks").edit(channel -> {
                ((ObjectNode) channel.getSpec().at("/providers/0/webhook")).put("url",
                        "https://partner.example.org/other");
                channel.getMetadata().setGeneration(2L);
                return channel;
            });
            settle.run();
            walkThroughTheSteps(rig, settle);
            rig.client().resources(RawPipeline.class).inNamespace("shop").withName("orders").edit(pipeline -> {
                ((ObjectNode) pipeline.getSpec()).putObject("worker").put("image", "worker:2");
                pipeline.getMetadata().setGeneration(2L);
                return pipeline;
            });
            settle.run();
            JsonNode target = Json.parse(rig.client()
                    .configMaps()
                    .inNamespace("shop")
                    .withName("orders-rollout")
                    .get()
                    .getData()
                    .get("rollout.json")).path("target");
            rig.say(Samples.WELL + """
                    , "formats": {"complete": true},
                    "probes": [{"id": "%s-%d", "verdict": "Passed", "reads": ["json-v1"], "writes": ["json-v1"]}]"""
                    .formatted(target.path("revision").asText(), target.path("attempt").asLong()));
            settle.run();
            walkThroughTheSteps(rig, settle);
            String status = rig.client()
                    .apps()
                    .deployments()
                    .inNamespace("shop")
                    .withName("orders-status")
                    .get()
                    .getMetadata()
                    .getLabels()
                    .get(Labels.REVISION);
            rig.say(Samples.WELL + ", \"revision\": \"%s\", \"formats\": {\"complete\": true}".formatted(status));
            settle.run();
            rig.pass(Duration.ofMinutes(31));
            settle.run();
        }
    },
    /** A channel that is scaled up, handed to an autoscaler, and taken back, beside one that shares its provider's limit. */
    SCALING {
        @Override
        void tell(Rig rig, Runnable settle) {
            String limit = "rateLimit: {account: relay, perSecond: 500}";
            rig.create(Samples.PIPELINE);
            rig.create(Samples.EMAIL.replace("spec:\n", "spec:\n  scaling: {}\n")
                    .replace("- name: relay\n", "- name: relay\n    %s\n".formatted(limit)));
            rig.create(Samples.EMAIL.replace("name: email", "name: mail")
                    .replace("- name: relay\n", "- name: relay\n    %s\n".formatted(limit)));
            rig.say(measured(0, 0));
            settle.run();
            rig.pass(Duration.ofSeconds(10));
            rig.say(measured(30_000, 20));
            settle.run();
            change(rig, scaling -> scaling.put("mode", "External"));
            settle.run();
            scale(rig, 5);
            settle.run();
            change(rig, scaling -> scaling.put("mode", "Auto"));
            settle.run();
            // What lacks measurements says for how long.
            change(rig, scaling -> scaling.put("mode", "Fixed"));
            settle.run();
        }
    };

    /**
     * Tells it.
     *
     * @param settle
     *            lets everybody work until nobody has anything left to do
     */
    abstract void tell(Rig rig, Runnable settle);

    private static String measured(long backlog, long perSecond) {
        String figures = """
                "scaling": {"arrivalsPerSecond": %d, "completionsPerSecond": %d, "backlog": %d, "working": 1}, """
                .formatted(perSecond, perSecond, backlog);
        return "\"at\": \"2026-11-23T08:30:00Z\", " + Samples.WELL.replace("\"email\": {", "\"email\": {" + figures);
    }

    private static void change(Rig rig, Consumer<ObjectNode> scaling) {
        edit(rig, spec -> scaling.accept((ObjectNode) spec.get("scaling")));
    }

    /** As an autoscaler does. */
    private static void scale(Rig rig, int replicas) {
        edit(rig, spec -> spec.put("replicas", replicas));
    }

    private static void edit(Rig rig, Consumer<ObjectNode> spec) {
        rig.client().resources(RawChannel.class).inNamespace("shop").withName("email").edit(channel -> {
            spec.accept((ObjectNode) channel.getSpec());
            channel.getMetadata().setGeneration(channel.getMetadata().getGeneration() + 1);
            return channel;
        });
    }

    /** Without traffic a step takes five times its duration. */
    private static void walkThroughTheSteps(Rig rig, Runnable settle) {
        for (int step = 0; step < 2; step++) {
            rig.pass(Duration.ofMinutes(10));
            settle.run();
        }
    }
}
