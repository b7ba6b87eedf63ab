package dev.taskq.console;

import dev.taskq.Task;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of the logs of a task, as a template: {@code {correlation_id}}, {@code {task_id}} and {@code {type}} stand for those
 * of the task, {@code {from}} and {@code {to}} for the times of its life, in milliseconds since 1970, with a minute around them.
 * Immutable.
 *
 * @param template the address; begins with {@code http://} or {@code https://}
 */
public record LogsUrl(String template) {
    /** What is allowed, for messages. */
    public static final String ALLOWED =
            "an address that begins with http:// or https://, at most 2,000 characters long, in which"
                    + " {correlation_id}, {task_id}, {type}, {from} and {to} stand for those of the task";

    private static final int LONGEST = 2_000;
    private static final Duration AROUND = Duration.ofMinutes(1);
    private static final String NAMES = "correlation_id|task_id|type|from|to";
    private static final Pattern PLACE = Pattern.compile("\\{(" + NAMES + ")\\}");
    private static final Pattern FORM = Pattern.compile("https?://[^\\s{}]+(?:\\{(?:" + NAMES + ")\\}[^\\s{}]*)*");

    /** What would end a text in a query that the address contains. */
    private static final Pattern QUOTE = Pattern.compile("[\"'`\\\\]");

    /**
     * Checks the template.
     *
     * @throws IllegalArgumentException if it is no such address
     */
    public LogsUrl {
        if (template.length() > LONGEST || !FORM.matcher(template).matches()) {
            throw new IllegalArgumentException("the address of logs must be " + ALLOWED);
        }
    }

    /**
     * The address of the logs of a task.
     *
     * @param task the task
     * @param now the time, for a task that is not final
     * @return the address; empty if its correlation id has a quote or a backslash, which could change the query of the logs
     */
    public Optional<String> of(Task task, Instant now) {
        boolean isHarmless = !template.contains("{correlation_id}")
                || !QUOTE.matcher(task.origin().correlationId()).find();
        return isHarmless
                ? Optional.of(PLACE.matcher(template)
                        .replaceAll(place -> Matcher.quoteReplacement(encoded(value(place, task, now)))))
                : Optional.empty();
    }

    private static String value(MatchResult place, Task task, Instant now) {
        return switch (place.group(1)) {
            case "correlation_id" -> task.origin().correlationId();
            case "task_id" -> Long.toString(task.id());
            case "type" -> task.type();
            case "from" -> Long.toString(task.times().createdAt().minus(AROUND).toEpochMilli());
            default ->
                Long.toString(task.times().finishedAt().orElse(now).plus(AROUND).toEpochMilli());
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
