package dev.taskq.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the journals of all handlers while they grow. Thread-safe. */
final class Journals {
    private static final String SUFFIX = ".journal";

    private final Path folder;
    private final Map<Path, Long> readUpTo = new HashMap<>();
    private final Map<String, Run> runs = new HashMap<>();
    private long done;

    Journals(Path folder) {
        this.folder = folder;
    }

    /** One execution of a handler. Guarded by the journals. */
    private static final class Run {
        private final String name;
        private final String process;
        private final long task;
        private final int attempt;
        private final String type;
        private final long startedAt;
        private Optional<String> end = Optional.empty();
        private long endedAt = Long.MAX_VALUE;
        private Checkpoints checkpoints = Checkpoints.NONE;

        Run(String name, String process, long task, int attempt, String type, long startedAt) {
            this.name = name;
            this.process = process;
            this.task = task;
            this.attempt = attempt;
            this.type = type;
            this.startedAt = startedAt;
        }
    }

    /**
     * The checkpoints of an execution; 0 for none.
     *
     * @param got the one that it got from an attempt before
     * @param asked the last one that it asked for
     * @param stored the last one of which it knows that it is stored
     */
    record Checkpoints(int got, int asked, int stored) {
        static final Checkpoints NONE = new Checkpoints(0, 0, 0);

        private Checkpoints then(String event, int number) {
            return switch (event) {
                case "G" -> new Checkpoints(number, asked, stored);
                case "A" -> new Checkpoints(got, number, stored);
                case "C" -> new Checkpoints(got, asked, number);
                default -> throw new IllegalStateException("a journal has an event " + event);
            };
        }
    }

    /**
     * One execution of a handler, from its journal.
     *
     * @param name its name, which is in the result
     * @param process the process, as {@code agent-1.2}
     * @param task the task
     * @param attempt the attempt
     * @param type the task's type
     * @param startedAt when it started
     * @param end how it ended, if the journal has its end
     * @param endedAt when it ended
     * @param checkpoints its checkpoints
     */
    record Execution(
            String name,
            String process,
            long task,
            int attempt,
            String type,
            long startedAt,
            Optional<String> end,
            long endedAt,
            Checkpoints checkpoints) {
        /** An execution without checkpoints. */
        Execution(
                String name,
                String process,
                long task,
                int attempt,
                String type,
                long startedAt,
                Optional<String> end,
                long endedAt) {
            this(name, process, task, attempt, type, startedAt, end, endedAt, Checkpoints.NONE);
        }

        boolean isDone() {
            return end.filter("done"::equals).isPresent();
        }
    }

    /** The number of successful executions so far. */
    synchronized long done() {
        poll();
        return done;
    }

    /** All executions so far. */
    synchronized List<Execution> executions() {
        poll();
        return runs.values().stream()
                .map(run -> new Execution(
                        run.name,
                        run.process,
                        run.task,
                        run.attempt,
                        run.type,
                        run.startedAt,
                        run.end,
                        run.endedAt,
                        run.checkpoints))
                .toList();
    }

    private void poll() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                read(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Path file) throws IOException {
        String process = file.getFileName().toString().replace(SUFFIX, "");
        for (String line : newLines(file)) {
            String[] words = line.split(" ", -1);
            if (words.length != 6) {
                throw new IOException(file + " has an invalid line: " + line);
            }
            long at = Long.parseLong(words[1]);
            String key = process + " " + words[4];
            if (words[0].equals("S")) {
                runs.put(
                        key,
                        new Run(words[4], process, Long.parseLong(words[2]), Integer.parseInt(words[3]), words[5], at));
            } else {
                Run run = runs.get(key);
                if (run == null) {
                    throw new IOException(file + " has no start for: " + line);
                }
                if (!words[0].equals("E")) {
                    run.checkpoints = run.checkpoints.then(words[0], Integer.parseInt(words[5]));
                    continue;
                }
                run.end = Optional.of(words[5]);
                run.endedAt = at;
                done += words[5].equals("done") ? 1 : 0;
            }
        }
    }

    /** The whole lines that were added since the last scan. */
    private List<String> newLines(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = readUpTo.getOrDefault(file, 0L);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            int whole = text.lastIndexOf('\n') + 1;
            readUpTo.put(file, from + whole);
            return whole == 0
                    ? new ArrayList<>()
                    : List.of(text.substring(0, whole - 1).split("\n", -1));
        }
    }
}
