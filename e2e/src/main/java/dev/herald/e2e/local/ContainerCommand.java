package dev.herald.e2e.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;

/** What a container of a pod runs as a process of this machine: its command and environment, with mount paths and variables put in. */
final class ContainerCommand {
    private final Pod pod;
    private final Container container;
    private final Image image;
    private final Volumes volumes;
    private final String address;

    /**
     * @param address of the pod
     */
    ContainerCommand(Pod pod, Container container, Image image, Volumes volumes, String address) {
        this.pod = pod;
        this.container = container;
        this.image = image;
        this.volumes = volumes;
        this.address = address;
    }

    /** Where it runs. */
    Path folder() {
        return image.folder();
    }

    /**
     * The program and its arguments.
     *
     * @param temporary takes its temporary files
     */
    List<String> line(Path temporary) {
        var environment = environment();
        var arguments = container.getArgs()
                .stream()
                .map(text -> expand(volumes.rewrite(container, text), environment))
                .toList();
        if (container.getCommand().isEmpty()) {
            return image.command(temporary, arguments);
        }
        var line = new ArrayList<>(container.getCommand());
        line.addAll(arguments);
        return line;
    }

    /**
     * Its variables.
     *
     * @throws IllegalArgumentException when one is to be read from elsewhere than the pod's own fields
     */
    Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        for (var variable : container.getEnv()) {
            environment.put(variable.getName(), expand(volumes.rewrite(container, value(variable)), environment));
        }
        return environment;
    }

    private String value(EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return Objects.requireNonNullElse(variable.getValue(), "");
        }
        var field = variable.getValueFrom().getFieldRef();
        var metadata = pod.getMetadata();
        return switch (field == null ? "" : field.getFieldPath()) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "status.podIP", "status.hostIP" -> address;
            case "spec.nodeName" -> Pods.NODE;
            default -> throw new IllegalArgumentException(
                    "env " + variable.getName() + ": only fields of the pod can be read here");
        };
    }

    private static String expand(String text, Map<String, String> environment) {
        var expanded = text;
        for (var variable : environment.entrySet()) {
            expanded = expanded.replace("$(" + variable.getKey() + ")", variable.getValue());
        }
        return expanded;
    }
}
