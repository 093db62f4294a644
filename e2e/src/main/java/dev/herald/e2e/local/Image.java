package dev.herald.e2e.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.herald.e2e.process.Launch;

/**
 * What an image is without containers: jars in {@code libs} of a folder, and how to start them.
 *
 * @param folder holds {@code libs/*.jar}
 * @param mainClass started when a container names no command of its own
 * @param options of the JVM
 */
public record Image(Path folder, String mainClass, List<String> options) {
    public Image {
        options = List.copyOf(options);
    }

    /** The same of other jars. */
    public Image in(Path other) {
        return new Image(other, mainClass, options);
    }

    /**
     * The whole command of a container that has these arguments.
     *
     * @param temporary takes its temporary files
     */
    public List<String> command(Path temporary, List<String> arguments) {
        var jvm = new ArrayList<>(options);
        jvm.addAll(List.of("-cp", folder.resolve("libs") + "/*"));
        return Launch.java(temporary, jvm, mainClass, arguments);
    }
}
