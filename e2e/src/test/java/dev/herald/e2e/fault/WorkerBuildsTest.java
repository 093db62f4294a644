package dev.herald.e2e.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each build does what it is for, and nothing else; made of the worker as it has been built. */
@Tag("drill")
class WorkerBuildsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String WITH_ATTACHMENT = """
            {"recipients": {"email": ["one@example.org"]}, "subject": "A", "text": "a",
             "attachments": [{"name": "a.txt", "contentType": "text/plain", "content": "aGVyYWxk"}]}""";
    private static final String WITHOUT = """
            {"recipients": {"email": ["one@example.org"]}, "subject": "A", "text": "a"}""";

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource
    void differsFromTheWorkerInTheClassesOfItsEditsAlone(WorkerBuild build) throws Exception {
        var own = WorkerJar.of(jar(ROOT.resolve("worker/target/image/libs"))).files();
        var other = WorkerJar.of(jar(new WorkerBuilds(ROOT).folder(build, temp).resolve("libs"))).files();
        var edited = new TreeSet<>(build.edits().stream().map(edit -> edit.file().replace(".java", "")).toList());

        assertEquals(own.keySet(), other.keySet());
        var changed = new TreeSet<String>();
        own.forEach((name, bytes) -> {
            if (!Arrays.equals(bytes, other.get(name))) {
                changed.add(name.replaceAll("(\\$.*)?\\.class$", ""));
            }
        });
        assertEquals(edited, changed);
    }

    @Test
    void oneLosesAttachmentsWithoutAnError() throws Exception {
        try (var worker = worker(WorkerBuild.NO_ATTACHMENTS)) {
            assertEquals(List.of(), worker.attachments(WITH_ATTACHMENT));
        }
        try (var worker = worker(WorkerBuild.OTHER)) {
            assertEquals(1, worker.attachments(WITH_ATTACHMENT).size());
        }
    }

    @Test
    void oneCannotDecodeAttachments() throws Exception {
        try (var worker = worker(WorkerBuild.ATTACHMENTS_BROKEN)) {
            assertEquals(List.of(), worker.attachments(WITHOUT));
            var failure = assertThrows(InvocationTargetException.class, () -> worker.attachments(WITH_ATTACHMENT));
            assertEquals("UndecodableException", failure.getCause().getClass().getSimpleName());
            assertTrue(failure.getCause().getMessage().startsWith("attachments "));
        }
    }

    @Test
    void oneKnowsTheOldestFormatAlone() throws Exception {
        try (var worker = worker(WorkerBuild.OLD_READER)) {
            assertEquals(List.of("JSON_V1"), worker.formats());
            assertEquals(Optional.empty(), worker.format("application/vnd.herald.message.v1+cbor"));
            assertEquals(1, worker.attachments(WITH_ATTACHMENT).size());
        }
        try (var worker = worker(WorkerBuild.OTHER)) {
            assertTrue(worker.formats().size() > 1);
        }
    }

    @Test
    void oneCannotSendWebhooks() throws Exception {
        try (var worker = worker(WorkerBuild.WEBHOOKS_BROKEN)) {
            assertTrue(failsForGood(worker.send("WebhookProvider", webhook(worker))));
        }
        try (var worker = worker(WorkerBuild.MAIL_BROKEN)) {
            assertFalse(failsForGood(worker.send("WebhookProvider", webhook(worker))), "it tries to");
        }
    }

    @Test
    void anotherCannotSendMail() throws Exception {
        try (var worker = worker(WorkerBuild.MAIL_BROKEN)) {
            assertTrue(failsForGood(worker.send("SmtpProvider", mail(worker))));
        }
    }

    @Test
    void aTreeThatIsNotBuiltIsTold() {
        var failure = assertThrows(IllegalStateException.class,
                () -> new WorkerBuilds(temp).folder(WorkerBuild.OTHER, temp.resolve("image")));

        assertTrue(failure.getMessage().contains("./mvnw -q -DskipTests package"));
    }

    /** As the build has it, not as a send may fail. */
    private static boolean failsForGood(Object result) {
        return result.toString().startsWith("Failed[kind=PROVIDER, permanent=true")
                && result.toString().contains("this build of the worker cannot send");
    }

    private static Object[] webhook(BuiltWorker worker) throws ReflectiveOperationException {
        return new Object[]{
                worker.settings("Webhook", "http://127.0.0.1:9/", worker.constant("Webhook$Addresses", "Any")),
                worker.noCredentials(), InstantSource.system()};
    }

    private static Object[] mail(BuiltWorker worker) throws ReflectiveOperationException {
        return new Object[]{
                worker.settings("Smtp", "127.0.0.1", 9, worker.constant("Smtp$Tls", "None"), "a@example.org"),
                worker.noCredentials()};
    }

    private BuiltWorker worker(WorkerBuild build) throws Exception {
        return new BuiltWorker(new WorkerBuilds(ROOT).folder(build, temp.resolve(build.key())));
    }

    private static Path jar(Path libs) throws Exception {
        try (var files = Files.list(libs)) {
            return files.filter(file -> file.getFileName().toString().startsWith("herald-worker-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
