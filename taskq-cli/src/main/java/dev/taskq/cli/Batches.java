package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.NewTask;
import dev.taskq.client.Submitted;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.TaskqClientException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Submits the tasks of lines in batches, all or none of each, and knows which lines are stored. For one thread. */
final class Batches {
    private static final int MOST_TASKS = 500;

    /** A coordinator takes 8 MiB; a character of a line may take several bytes. */
    private static final long MOST_CHARACTERS = 2 * 1024 * 1024;

    private final TaskqClient client;
    private final Printer printer;
    private final PrintStream err;
    private final List<NewTask> batch = new ArrayList<>();
    private long characters;
    private long stored;
    private boolean inDoubt;

    Batches(TaskqClient client, Printer printer, PrintStream err) {
        this.client = client;
        this.printer = printer;
        this.err = err;
    }

    /**
     * Adds the task of the next line. Submits those before it, if they are enough for a batch.
     *
     * @param task the task
     * @param length the length of its line
     */
    void add(NewTask task, int length) throws InterruptedException {
        if (batch.size() == MOST_TASKS || (!batch.isEmpty() && characters + length > MOST_CHARACTERS)) {
            end();
        }
        batch.add(task);
        characters += length;
    }

    /** Submits the last ones. */
    void end() throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        List<Submitted> answer;
        try {
            answer = client.submitAll(batch);
        } catch (TaskqClientException e) {
            inDoubt = !e.isWithoutEffect();
            throw e;
        }
        stored += batch.size();
        batch.clear();
        characters = 0;
        for (Submitted each : answer) {
            JsonNode json = each.json().tree();
            if (printer.isTable()) {
                printer.line(json.path("id").asText());
            } else {
                printer.one(json);
            }
        }
    }

    /** Says why no more lines are submitted, and which are stored, and returns the exit code. */
    int stopped(Exception failure) {
        int code = Failures.tell(failure, err);
        if (stored == 0 && !inDoubt) {
            return code;
        }
        if (stored > 0) {
            err.println("  Lines 1 to " + stored + " are stored.");
        }
        if (inDoubt) {
            err.println("  Lines " + (stored + 1) + " to " + (stored + batch.size()) + " may be stored.");
        }
        return stored > 0 ? ExitCodes.FAILED : code;
    }
}
