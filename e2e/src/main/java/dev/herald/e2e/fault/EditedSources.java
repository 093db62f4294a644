package dev.herald.e2e.fault;

import static java.util.stream.Collectors.joining;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Sources of which some are changed before they are compiled, each against what has been built of the others.
 *
 * @param folder of the sources
 * @param classPath what has been built of all of them, and what they need
 */
record EditedSources(Path folder, List<Path> classPath) {
    /**
     * The classes of the files that these edits change, by their place in a jar.
     *
     * @throws IllegalStateException when an edit does not fit its file, or the changed file does not compile
     */
    Map<String, byte[]> compile(List<Edit> edits) throws IOException {
        var changed = new LinkedHashMap<String, String>();
        for (var edit : edits) {
            var source = changed.containsKey(edit.file())
                    ? changed.get(edit.file())
                    : Files.readString(folder.resolve(edit.file()));
            changed.put(edit.file(), edit.apply(source));
        }
        return compile(changed);
    }

    private Map<String, byte[]> compile(Map<String, String> changed) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("a JDK is needed to build workers, not only a Java runtime: "
                    + System.getProperty("java.home"));
        }
        var jars = classPath.stream().map(Path::toString).collect(joining(File.pathSeparator));
        var said = new StringWriter();
        var units = changed.entrySet().stream().map(file -> new Source(file.getKey(), file.getValue())).toList();
        try (var classes = new Classes(compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8))) {
            var options = List.of("--release", "25", "-parameters", "-g", "-proc:none", "-cp", jars);
            if (!compiler.getTask(said, classes, null, options, null, units).call()) {
                throw new IllegalStateException("a changed source of the worker does not compile:\n" + said);
            }
            return classes.written();
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        private Source(String file, String text) {
            super(URI.create("edited:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> files = new TreeMap<>();

        private Classes(JavaFileManager read) {
            super(read);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, Kind kind, FileObject sibling) {
            var place = name.replace('.', '/') + kind.extension;
            return new SimpleJavaFileObject(URI.create("compiled:///" + place), kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    files.put(place, bytes);
                    return bytes;
                }
            };
        }

        private Map<String, byte[]> written() {
            var written = new TreeMap<String, byte[]>();
            files.forEach((place, bytes) -> written.put(place, bytes.toByteArray()));
            return written;
        }
    }
}
