package dev.herald.e2e.fault;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The classes of a worker's image, apart from all others: two builds can be tried in one JVM. */
final class BuiltWorker implements AutoCloseable {
    private static final String PACKAGE = "dev.herald.worker.";

    private final URLClassLoader classes;
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    BuiltWorker(Path folder) throws Exception {
        var jars = new ArrayList<URL>();
        try (var files = Files.list(folder.resolve("libs"))) {
            for (var file : files.toList()) {
                jars.add(file.toUri().toURL());
            }
        }
        this.classes = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        // Mail looks its parts up there.
        Thread.currentThread().setContextClassLoader(classes);
    }

    /** What it finds attached to a message in json-v1. */
    List<?> attachments(String message) throws ReflectiveOperationException {
        var format = type("format.MessageFormat");
        var decoded = format.getMethod("decode", byte[].class)
                .invoke(format.getField("JSON_V1").get(null), (Object) message.getBytes(StandardCharsets.UTF_8));
        return (List<?>) decoded.getClass().getMethod("attachments").invoke(decoded);
    }

    /** Its catalogue of formats. */
    List<String> formats() throws ReflectiveOperationException {
        return Arrays.stream(type("format.MessageFormat").getEnumConstants()).map(Object::toString).toList();
    }

    Optional<?> format(String contentType) throws ReflectiveOperationException {
        return (Optional<?>) type("format.MessageFormat").getMethod("ofContentType", String.class)
                .invoke(null, contentType);
    }

    /** What a provider makes of a delivery that is null. */
    Object send(String provider, Object... given) throws ReflectiveOperationException {
        var made = type("provider." + provider);
        var constructor = Arrays.stream(made.getConstructors())
                .filter(one -> one.getParameterCount() == given.length)
                .findFirst()
                .orElseThrow();
        var send = made.getMethod("send", type("provider.Delivery"), Duration.class);
        return send.invoke(constructor.newInstance(given), null, Duration.ofSeconds(10));
    }

    Object settings(String kind, Object... given) throws ReflectiveOperationException {
        return type("config.ProviderConfig$" + kind).getConstructors()[0].newInstance(given);
    }

    Object constant(String kind, String name) throws ReflectiveOperationException {
        return type("config.ProviderConfig$" + kind).getField(name).get(null);
    }

    Object noCredentials() throws ReflectiveOperationException {
        return type("provider.Credentials").getMethod("none").invoke(null);
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return classes.loadClass(PACKAGE + name);
    }

    @Override
    public void close() throws Exception {
        Thread.currentThread().setContextClassLoader(before);
        classes.close();
    }
}
