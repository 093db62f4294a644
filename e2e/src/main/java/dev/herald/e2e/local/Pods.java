package dev.herald.e2e.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;

/** What controllers ask of pods, and how they make them. */
final class Pods {
    /** The one node there is: all pods are bound to it when they are made. */
    static final String NODE = "local";

    private Pods() {
    }

    static boolean isReady(Pod pod) {
        return !isLeaving(pod) && pod.getStatus() != null
                && pod.getStatus()
                        .getConditions()
                        .stream()
                        .anyMatch(is -> is.getType().equals("Ready") && is.getStatus().equals("True"));
    }

    static boolean isLeaving(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean hasPhase(Pod pod, String phase) {
        return pod.getStatus() != null && phase.equals(pod.getStatus().getPhase());
    }

    static boolean isFinished(Pod pod) {
        return hasPhase(pod, "Succeeded") || hasPhase(pod, "Failed");
    }

    static List<Pod> of(HasMetadata owner, Collection<Pod> pods) {
        return pods.stream().filter(pod -> Writes.isOwnedBy(pod, owner)).toList();
    }

    /** A name that none of these has: the smallest number behind the prefix. */
    static String freeName(String prefix, Collection<Pod> pods) {
        var names = pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> prefix + "-" + i)
                .filter(name -> !names.contains(name))
                .findFirst()
                .orElseThrow();
    }

    static Pod make(HasMetadata owner, String name, PodTemplateSpec template) {
        var metadata = template.getMetadata();
        return new PodBuilder().withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withName(name)
                .withLabels(metadata == null ? null : metadata.getLabels())
                .withAnnotations(metadata == null ? null : metadata.getAnnotations())
                .withOwnerReferences(Writes.ownedBy(owner))
                .endMetadata()
                .withNewSpecLike(template.getSpec())
                .withNodeName(NODE)
                .endSpec()
                .build();
    }

    /** Eight hex digits that change with the template. */
    static String hash(PodTemplateSpec template) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(Serialization.asJson(template).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
