package dev.herald.api.crd;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.ReplayJob;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the CustomResourceDefinitions of the Java types into the folder that is the only argument; {@code bin/generate} runs it. */
public final class GenerateCrds {
    static final List<Class<? extends HasMetadata>> RESOURCES = List.of(NotificationPipeline.class, Channel.class,
            ReplayJob.class);

    private GenerateCrds() {
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        for (var file : generate().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /** The files as they should lie in {@code crds/}, by name. */
    static SortedMap<String, String> generate() {
        SortedMap<String, ByteArrayOutputStream> outputs = new TreeMap<>();
        new CRDGenerator().customResourceClasses(RESOURCES)
                .forCRDVersions("v1")
                .withPostProcessor(new FinishedSchema())

                .withOutput(new Output(outputs))
                .detailedGenerate();
        SortedMap<String, String> files = new TreeMap<>();
        outputs.forEach((name, bytes) -> files.put(name,
                "# Written by bin/generate from the Java types in crds/src/main.\n" + withoutComment(bytes)));
        return files;
    }

    private static String withoutComment(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        return text.substring(text.indexOf("apiVersion:")).stripTrailing() + "\n";
    }

    /** Collects what the generator writes, under the names that we want. */
    private record Output(
            SortedMap<String, ByteArrayOutputStream> files) implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        @Override
        public ByteArrayOutputStream outputFor(String name) {
            return files.computeIfAbsent(name.replaceFirst("-v1$", "") + ".yaml", file -> new ByteArrayOutputStream());
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
