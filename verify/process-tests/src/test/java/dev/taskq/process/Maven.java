package dev.taskq.process;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Runs the Maven that runs this test again, on a separate local repository. That repository falls back to the outer one
 * for all artifacts except those of taskq.
 */
final class Maven {
    private static final Duration LONGEST = TestTimeouts.PROGRAM;
    private static final Path ROOT_POM = Path.of("..", "..", "pom.xml");
    private static final String OURS = "taskq";

    /** Options for a JVM that ends before its compiler would pay off. */
    static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Path repository;
    private final Path others;

    private Maven(Path repository, Path others) {
        this.repository = repository;
        this.others = others;
    }

    /** A Maven with an empty repository. */
    static Maven onEmptyRepository(Path folder) throws IOException {
        Path others = Files.createDirectory(folder.resolve("others"));
        linkAllBut("dev", property("taskq.maven.repository"), others);
        Path outerDev = property("taskq.maven.repository").resolve("dev");
        if (Files.isDirectory(outerDev)) {
            linkAllBut(OURS, outerDev, Files.createDirectory(others.resolve("dev")));
        }
        return new Maven(Files.createDirectory(folder.resolve("repository")), others);
    }

    /** A Maven on the outer repository, in which releases of taskq are. */
    static Maven onOuterRepository() {
        return new Maven(property("taskq.maven.repository"), property("taskq.maven.repository"));
    }

    private static void linkAllBut(String left, Path from, Path to) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().equals(left)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static Path property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("only Maven runs this test: it sets " + name);
        }
        return Path.of(value).toAbsolutePath();
    }

    /** The version under test. */
    static String version() {
        return System.getProperty("taskq.version", "");
    }

    /** The path of an artifact of this build in the repository. */
    Path folderOf(String artifact) {
        return repository.resolve("dev").resolve(OURS).resolve(artifact).resolve(version());
    }

    /** Runs Maven; its output is in a file of the test's target folder. */
    void run(Path project, Collection<String> arguments) throws IOException, InterruptedException {
        requireSuccess(run(project, maven(repository, others), arguments));
    }

    /** Runs Maven. Fetched artifacts stay in the outer repository for the next time. */
    void runFetching(Path project, Collection<String> arguments) throws IOException, InterruptedException {
        requireSuccess(run(project, maven(others, repository), arguments));
    }

    /** Runs Maven, which fails, and returns its output. */
    String runFailing(Path project, Collection<String> arguments) throws IOException, InterruptedException {
        Ran ran = run(project, maven(repository, others), arguments);
        if (ran.exitCode() == 0) {
            throw new AssertionError("Maven did not fail:\n" + ran.output());
        }
        return ran.output();
    }

    /** Runs a command of the launcher in a copy of the sources, and returns its output. */
    String launch(Path sources, String launched, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./taskq", launched));
        if (!launched.equals("version")) {
            command.addAll(repositories(repository, others));
        }
        Ran ran = run(sources, command, List.of(arguments));
        requireSuccess(ran);
        return ran.output();
    }

    private record Ran(int exitCode, String output) {}

    private static void requireSuccess(Ran ran) {
        if (ran.exitCode() != 0) {
            throw new AssertionError("Maven failed:\n" + ran.output());
        }
    }

    private static List<String> maven(Path first, Path behind) {
        List<String> command = new ArrayList<>(List.of(
                property("taskq.maven.home").resolve("bin").resolve("mvn").toString(),
                "-B",
                "-ntp",
                "-Dtaskq.version=" + version()));
        command.addAll(repositories(first, behind));
        pluginVersions().forEach((plugin, version) -> command.add("-D" + plugin + ".version=" + version));
        return command;
    }

    private static List<String> repositories(Path first, Path behind) {
        return List.of("-Dmaven.repo.local=" + first, "-Dmaven.repo.local.tail=" + behind);
    }

    private static Ran run(Path project, List<String> program, Collection<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        Path log = Files.createDirectories(Path.of("target", "maven-logs"))
                .resolve(project.getFileName() + "-" + System.nanoTime() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", String.join(" ", SHORT_LIVED));
        Process process = builder.start();
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Maven does not end, see " + log);
            }
        } finally {
            process.destroyForcibly();
        }
        return new Ran(process.exitValue(), Files.readString(log));
    }

    /** The versions that this build uses, so that nothing must be fetched. */
    private static Map<String, String> pluginVersions() {
        NodeList plugins = rootPom().getElementsByTagName("plugin");
        Map<String, String> versions = new TreeMap<>();
        for (int i = 0; i < plugins.getLength(); i++) {
            Element plugin = (Element) plugins.item(i);
            NodeList version = plugin.getElementsByTagName("version");
            if (version.getLength() > 0 && version.item(0).getParentNode().isSameNode(plugin)) {
                versions.put(
                        plugin.getElementsByTagName("artifactId").item(0).getTextContent(),
                        version.item(0).getTextContent());
            }
        }
        return versions;
    }

    private static Document rootPom() {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(ROOT_POM.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
