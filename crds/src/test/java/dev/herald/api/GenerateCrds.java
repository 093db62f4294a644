package dev.herald.api;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.ReplayJob;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.nio.file.Path;

/** Writes the CustomResourceDefinitions into the folder that is its only argument. */
public final class GenerateCrds {
    private GenerateCrds() {
    }

    public static void main(String[] arguments) {
        generate(Path.of(arguments[0]));
    }

    static void generate(Path folder) {
        new CRDGenerator().customResourceClasses(NotificationPipeline.class, Channel.class, ReplayJob.class)
                .forCRDVersions("v1")
                .inOutputDir(folder.toFile())
                .detailedGenerate();
    }
}
