package dev.taskq.postgres;

import dev.taskq.postgres.Removals.Removal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table of removals: a line for each, {@code statement: what is removed | what is known}; lines that begin with # are
 * ignored.
 */
final class RemovalTable {
    private static final String EDGE = " | ";

    private final Map<String, String> said;

    private RemovalTable(Map<String, String> said) {
        this.said = said;
    }

    static RemovalTable load(String name) {
        Map<String, String> said = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(RemovalTable.class.getResourceAsStream(name))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> put(said, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RemovalTable(said);
    }

    private static void put(Map<String, String> said, String line) {
        int edge = line.lastIndexOf(EDGE);
        if (edge < 0 || said.put(line.substring(0, edge), line.substring(edge + EDGE.length())) != null) {
            throw new IllegalArgumentException("not a line of the table, or one that is there twice: " + line);
        }
    }

    Optional<String> of(Removal removal) {
        return Optional.ofNullable(said.get(removal.toString()));
    }

    /** The entries for all removals of a statement, each once. */
    Set<String> ofStatement(String statement) {
        Set<String> all = new TreeSet<>();
        said.forEach((removal, what) -> {
            if (removal.startsWith(statement + ":")) {
                all.add(what);
            }
        });
        return all;
    }

    Set<String> removals() {
        return said.keySet();
    }

    Collection<String> values() {
        return said.values();
    }
}
