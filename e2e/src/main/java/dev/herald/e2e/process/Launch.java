package dev.herald.e2e.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param command the program and its arguments
 * @param environment added to this JVM's own
 * @param directory the working directory
 * @param log takes standard output and standard error, appended
 */
public record Launch(List<String> command, Map<String, String> environment, Path directory, Path log) {
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * A Java program on this JVM's own runtime. It leaves no file where it would outlive a kill.
     *
     * @param temporary takes its temporary files, such as native libraries
     * @param options of the JVM, the class path among them
     * @param main the main class
     */
    public static List<String> java(Path temporary, List<String> options, String main, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary));
        command.addAll(options);
        command.add(main);
        command.addAll(arguments);
        return command;
    }
}
