package dev.taskq.chaos;

import dev.taskq.chaos.Answer.Meaning;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All calls of the client and their answers, in memory and in a file. Thread-safe. */
final class ClientRecord implements AutoCloseable {
    private static final Set<String> FINAL = Set.of("succeeded", "failed", "cancelled");

    private final BufferedWriter file;
    private final Map<Long, Told> calls = new HashMap<>();
    private final Map<Long, String> finals = new HashMap<>();
    private long accepted;

    ClientRecord(Path path) throws IOException {
        file = Files.newBufferedWriter(path);
    }

    /**
     * A call and all its answers.
     *
     * @param call the call
     * @param answers the answers, in order
     */
    record Told(Call call, List<Answer> answers) {
        boolean isAccepted() {
            return answers.stream().anyMatch(answer -> answer.meaning() == Meaning.ACCEPTED);
        }

        boolean maybeStored() {
            return answers.isEmpty() || answers.stream().anyMatch(answer -> answer.meaning() != Meaning.REFUSED);
        }
    }

    synchronized void begin(Call call) {
        calls.put(call.number(), new Told(call, new ArrayList<>()));
    }

    synchronized void add(Call call, Answer answer) {
        Told told = calls.get(call.number());
        if (told == null) {
            throw new IllegalStateException("a call begins before it is answered");
        }
        if (answer.meaning() == Meaning.ACCEPTED && !told.isAccepted()) {
            accepted += answer.ids().size();
        }
        told.answers().add(answer);
        write(call.number() + " " + call.key().orElse("-") + " " + answer.coordinator() + " " + answer.sentAt() + " "
                + answer.answeredAt() + " " + answer.meaning() + " " + answer.words() + " " + answer.ids());
    }

    /** Records a status that the client was told. A final one must stay. */
    synchronized boolean status(long id, String status) {
        if (!FINAL.contains(status)) {
            return false;
        }
        finals.put(id, status);
        write("final " + id + " " + status);
        return true;
    }

    private void write(String line) {
        try {
            file.write(line);
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of accepted tasks. */
    synchronized long accepted() {
        return accepted;
    }

    /** All calls so far. */
    synchronized List<Told> calls() {
        return calls.values().stream()
                .map(told -> new Told(told.call(), List.copyOf(told.answers())))
                .toList();
    }

    /** The final statuses that the client was told, by task. */
    synchronized Map<Long, String> finals() {
        return Map.copyOf(finals);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
