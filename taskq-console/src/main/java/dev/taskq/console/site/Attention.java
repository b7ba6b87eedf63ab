package dev.taskq.console.site;

import dev.taskq.TypeOverview;
import java.util.ArrayList;
import java.util.List;

/**
 * Something about a type that a person should know. Immutable.
 *
 * @param type the type
 * @param text the fact, as a sentence
 * @param advice what to do, as a sentence
 * @param page the page on which to do it
 */
public record Attention(String type, String text, String advice, String page) {
    static List<Attention> of(TypeOverview type) {
        List<Attention> all = new ArrayList<>();
        String page = Urls.type(type.name());
        if (type.pause().isPresent() && type.waiting() > 0) {
            all.add(new Attention(
                    type.name(), "is paused while " + waiting(type) + ".", "Resume it when its tasks may run.", page));
        } else if (type.agents() == 0 && type.waiting() > 0) {
            all.add(new Attention(
                    type.name(),
                    "has no agent while " + waiting(type) + ".",
                    type.announced()
                            ? "Start an agent that serves it."
                            : "No agent has ever served it: see whether the name is misspelt.",
                    page));
        }
        if (type.lastMinute().failed() > 0) {
            all.add(new Attention(
                    type.name(),
                    "had " + Words.count(type.lastMinute().failed(), "failed attempt", "failed attempts")
                            + " in the last minute.",
                    "Read the errors of its failed tasks.",
                    Urls.tasks("type", type.name(), "status", "failed")));
        }
        return all;
    }

    private static String waiting(TypeOverview type) {
        return Words.count(type.waiting(), "task waits", "tasks wait");
    }

    /** Whether anything waits, runs or happened lately. */
    static boolean isBusy(TypeOverview type) {
        return type.waiting() > 0
                || type.running() > 0
                || type.scheduled() > 0
                || type.lastMinute().submitted() > 0
                || type.lastMinute().finished() > 0;
    }
}
