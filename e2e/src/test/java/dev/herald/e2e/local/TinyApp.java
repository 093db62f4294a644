package dev.herald.e2e.local;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The smallest program that behaves like a worker: {@code serve DIR} answers every request on POD_IP:8080 with its environment and the file
 * {@code DIR/text}, {@code exit CODE} ends, {@code stubborn DIR} serves and does not listen to SIGTERM, {@code write FILE} writes the name of its
 * image into a file and ends, {@code await FILE} prints what is in a file once it is there, and ends.
 */
final class TinyApp {
    private TinyApp() {
    }

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "exit" -> System.exit(Integer.parseInt(arguments[1]));
            case "write" -> {
                var file = Path.of(arguments[1]);
                var whole = Files.writeString(file.resolveSibling("part"), System.getProperty("image"));
                Files.move(whole, file);
                System.exit(0);
            }
            case "await" -> {
                System.out.println(System.getProperty("image") + " read " + await(Path.of(arguments[1])));
                System.exit(0);
            }
            case "stubborn" -> Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            default -> System.out.println("serving");
        }
        try (var server = new ServerSocket(8080, 10, InetAddress.getByName(System.getenv("POD_IP")))) {
            while (true) {
                try (var connection = server.accept()) {
                    connection.getInputStream().read(new byte[8192]);
                    answer(connection.getOutputStream(),
                            System.getenv("POD_NAME") + " " + System.getenv("GREETING") + " " + text(arguments[1]));
                }
            }
        }
    }

    private static String await(Path file) throws Exception {
        while (true) {
            try {
                return Files.readString(file);
            } catch (NoSuchFileException notYet) {
                Thread.sleep(20);
            }
        }
    }

    private static String text(String folder) throws IOException {
        try {
            return Files.readString(Path.of(folder, "text"));
        } catch (NoSuchFileException e) {
            return "nothing";
        }
    }

    private static void answer(OutputStream out, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        var head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    /** Two images of this program, in folders of that folder. */
    static Map<String, Image> images(Path folder) throws IOException {
        return Map.of("tiny:1", image(folder.resolve("1"), "tiny:1"), "tiny:2", image(folder.resolve("2"), "tiny:2"));
    }

    private static Image image(Path folder, String called) throws IOException {
        var libs = Files.createDirectories(folder.resolve("libs"));
        var name = TinyApp.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(libs.resolve("tiny.jar")));
                var classFile = TinyApp.class.getClassLoader()
                        .getResourceAsStream(name.replace(File.separatorChar, '/'))) {
            jar.putNextEntry(new JarEntry(name));
            classFile.transferTo(jar);
        }
        return new Image(folder, TinyApp.class.getName(),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-Dimage=" + called));
    }
}
