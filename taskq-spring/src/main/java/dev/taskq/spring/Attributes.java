package dev.taskq.spring;

import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * The attributes of an annotation, placeholders resolved, for messages that say which of them is wrong. Immutable.
 *
 * @param values by name
 */
record Attributes(Map<String, String> values) {
    private static final Pattern UNDERSCORE = Pattern.compile("_(.)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

    /** What is wrong, in terms of the attributes. */
    String told(Exception problem) {
        return problem instanceof TaskRejectedException rejected
                ? told(rejected.violations().getFirst())
                : String.valueOf(problem.getMessage());
    }

    private String told(Violation violation) {
        String[] pointer = violation.pointer().split("/", 3);
        String name = UNDERSCORE
                .matcher(pointer.length > 1 ? pointer[1] : "")
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
        String value = values.get(name);
        return name
                + (value == null ? "" : " = \"" + value + "\"")
                + (pointer.length > 2 ? ", at /" + pointer[2] + "," : "")
                + " " + violation.detail();
    }

    /**
     * A duration. A number without a unit is refused: milliseconds are rarely meant.
     *
     * @param what what it is, for the message
     * @param examples what it may be, for the message
     */
    static Duration duration(String what, String text, String examples) {
        if (NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("the " + what + " '" + text + "' has no unit: it may be " + examples);
        }
        try {
            return DurationFormatterUtils.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the " + what + " '" + text + "' is no duration such as " + examples, e);
        }
    }
}
