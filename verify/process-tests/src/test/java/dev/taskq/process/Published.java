package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The artifacts of the build in a repository, and projects that use them. */
final class Published {
    static final Path ROOT = Path.of("..", "..");
    static final Path PROJECTS = Path.of("src", "test", "projects");

    /** It names all libraries. */
    static final String BOM = "taskq-bom";

    private static final Set<String> NOT_SOURCES = Set.of("target", ".git");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(taskq-[a-z0-9-]+)</artifactId>");
    private static final Pattern FILE =
            Pattern.compile("^`([^`]+)`[^\\n]*:\\n\\n```\\w*\\n(.*?)```", Pattern.DOTALL | Pattern.MULTILINE);

    private Published() {}

    /** The artifacts of the libraries, from the BOM. */
    static List<String> libraries() {
        try {
            String bom = Files.readString(ROOT.resolve(BOM).resolve("pom.xml"));
            return ARTIFACT.matcher(bom.substring(bom.indexOf("<dependencyManagement>")))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The artifacts of the libraries and of the BOM. */
    static List<String> artifacts() {
        return Stream.concat(libraries().stream(), Stream.of(BOM)).toList();
    }

    /** A copy of all sources of taskq. */
    static Path sources(Path folder) throws IOException {
        Path sources = folder.resolve("sources");
        copy(ROOT, sources);
        return sources;
    }

    /** The pom of an artifact of this build, as it is published. */
    static Path builtPom(String artifact) {
        return ROOT.resolve(artifact).resolve("target").resolve(".flattened-pom.xml");
    }

    /** Copies libraries of this build into the repository. */
    static void layDown(Maven maven, Collection<String> artifacts) throws IOException {
        for (String artifact : artifacts) {
            layDownPom(maven, artifact);
            layDown(maven, artifact, "jar");
        }
    }

    static void layDownPom(Maven maven, String artifact) throws IOException {
        layDown(maven, artifact, "pom");
    }

    /** A copy of one of the test's projects. */
    static Path project(String name, Path folder) throws IOException {
        Path project = folder.resolve(name);
        copy(PROJECTS.resolve(name), project);
        return project;
    }

    /** Writes the files that a page of the documentation shows, each after its path. */
    static void writeFiles(String page, Path project) {
        FILE.matcher(page).results().forEach(file -> write(project.resolve(file.group(1)), file.group(2)));
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void layDown(Maven maven, String artifact, String extension) throws IOException {
        Path target = ROOT.resolve(artifact).resolve("target");
        String name = artifact + "-" + Maven.version() + "." + extension;
        Path built = extension.equals("pom") ? builtPom(artifact) : target.resolve(name);
        assertThat(built).as("built by ./mvnw package").exists();
        Files.copy(built, Files.createDirectories(maven.folderOf(artifact)).resolve(name));
    }

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                if (NOT_SOURCES.contains(dir.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(dir)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Runs a program to its end, and returns its output. */
    static String java(String... arguments) throws IOException, InterruptedException {
        return java(Map.of(), arguments);
    }

    /** Runs a program to its end with more variables in its environment, and returns its output. */
    static String java(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Maven.SHORT_LIVED);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TestTimeouts.PROCESS.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
