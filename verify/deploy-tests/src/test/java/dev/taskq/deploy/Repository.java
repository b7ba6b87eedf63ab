package dev.taskq.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of this repository. */
final class Repository {
    private static final Path ROOT = Path.of("..", "..");
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git");
    private static final Pattern SETTING = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE);
    private static final Pattern METRIC =
            Pattern.compile("^\\| `(taskq_[a-z_]+)` \\| ([a-z]+) \\|[^|]*\\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("`([a-z_]+)`");

    private Repository() {}

    static Path path(String name) {
        return ROOT.resolve(name);
    }

    static String text(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder with a name ending, in order. Not those of a build, which change while other modules are built. */
    static List<String> files(String folder, String suffix) {
        List<String> files = new ArrayList<>();
        try {
            Files.walkFileTree(path(folder), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return NOT_SOURCES.contains(dir.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(suffix)) {
                        files.add(ROOT.relativize(file).toString());
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(files);
        return List.copyOf(files);
    }

    static JsonNode json(String name) {
        return read(new JsonMapper(), name);
    }

    static JsonNode toml(String name) {
        return read(new TomlMapper(), name);
    }

    /** A file with one document in YAML, its anchors and merges resolved. */
    static JsonNode yaml(String name) {
        return documents(name).getFirst();
    }

    /** All documents of a file in YAML, anchors and merges resolved. */
    static List<JsonNode> documents(String name) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<JsonNode> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(options))
                .loadAll(text(name))
                .forEach(document -> documents.add(new JsonMapper().valueToTree(document)));
        return documents;
    }

    private static JsonNode read(ObjectMapper mapper, String name) {
        try {
            return mapper.readTree(text(name));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** The variables that the applications read, by docs/configuration.md, which a test holds against the code. */
    static Set<String> settings() {
        return all(SETTING, text("docs/configuration.md"))
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names and labels of taskq's time series, by docs/observability.md, which a test holds against the code. */
    static Map<String, Set<String>> series() {
        Map<String, Set<String>> series = new TreeMap<>();
        all(METRIC, text("docs/observability.md")).forEach(row -> {
            Set<String> labels = all(LABEL, row.group(3))
                    .map(label -> label.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> parts =
                    row.group(2).equals("histogram") ? List.of("_bucket", "_count", "_sum", "_max") : List.of("");
            parts.forEach(part -> series.put(row.group(1) + part, labels));
        });
        return series;
    }

    static Stream<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
